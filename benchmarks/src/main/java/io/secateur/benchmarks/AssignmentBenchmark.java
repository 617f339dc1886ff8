package io.secateur.benchmarks;

import io.secateur.example.Matrix;
import io.secateur.redundancy.ColumnBlocks;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.SphericalKMeans;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a millisecond that find their two nearest centroids of 500, in 384 dimensions: 384,000
 * floating-point operations each, so that 1 row a millisecond is 0.384 GFLOP/s.
 *
 * <p>Run: {@code java -jar benchmarks/target/benchmarks.jar Assignment}. The limit is the sgemm of
 * the machine on the cores that it has, {@code benchmarks/semantic-duplicates.sh} measures it: one
 * thread of an EPYC reaches 96 to 105 GFLOP/s. The baseline is the product alone. With {@code
 * seeded}, centroids were fitted before, as a run does it: the compiler has then seen narrow
 * products too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AssignmentBenchmark {
  private static final int ROWS = 1_024; // one slice: one thread
  private static final int DIMENSIONS = 384;
  private static final int CENTROIDS = 500;

  @Param({"false", "true"})
  private boolean seeded;

  private Matrix rows = Matrix.of(0, 1);
  private ColumnBlocks centroids = ColumnBlocks.of(rows);

  /** Makes random unit rows. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[ROWS * DIMENSIONS];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (random.nextGaussian() / Math.sqrt(DIMENSIONS));
    }
    rows = Matrix.of(ROWS, DIMENSIONS, values);
    Matrix chosen =
        seeded
            ? new SphericalKMeans(CENTROIDS, 1, 1).fit(rows)
            : rows.rows(random.ints(CENTROIDS, 0, ROWS).toArray());
    centroids = ColumnBlocks.of(chosen);
  }

  /** The product alone. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] baseline() {
    float[] last = new float[1];
    Cosines.between(rows, centroids, (i, first, cosines, count) -> last[0] += cosines[count - 1]);
    return last;
  }

  /** The product, and the two nearest. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int[][] nearest() {
    return SphericalKMeans.nearest(rows, centroids, 2);
  }
}
