package io.secateur.benchmarks;

import io.secateur.example.Matrix;
import io.secateur.redundancy.CellDuplicates;
import io.secateur.redundancy.Cosines;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cosines a second, of 384 dimensions: 768 floating-point operations each.
 *
 * <p>Run: {@code java -jar benchmarks/target/benchmarks.jar Cosines}. The baseline takes them pair
 * by pair, which no compiler may turn into vector instructions, since the sum has an order. The
 * limit is the sgemm of the machine: 96 to 105 GFLOP/s of one thread of an EPYC, 125 to 137 million
 * cosines.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CosinesBenchmark {
  private static final int ROWS = 1_024;
  private static final int DIMENSIONS = 384;
  private static final int PAIRS = ROWS * ROWS;

  private Matrix rows = Matrix.of(0, 1);

  /** Makes random unit rows, none of them duplicates. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[ROWS * DIMENSIONS];
    for (int i = 0; i < ROWS; i++) {
      double squares = 0;
      for (int k = 0; k < DIMENSIONS; k++) {
        values[i * DIMENSIONS + k] = (float) (random.nextDouble() - 0.5);
        squares += values[i * DIMENSIONS + k] * values[i * DIMENSIONS + k];
      }
      for (int k = 0; k < DIMENSIONS; k++) {
        values[i * DIMENSIONS + k] /= (float) Math.sqrt(squares);
      }
    }
    rows = Matrix.of(ROWS, DIMENSIONS, values);
  }

  /** Pair by pair. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public float baseline() {
    float greatest = -1;
    for (int i = 0; i < ROWS; i++) {
      float[] row = rows.row(i);
      for (int j = 0; j < ROWS; j++) {
        greatest = Math.max(greatest, Cosines.of(row, rows.row(j)));
      }
    }
    return greatest;
  }

  /** In blocks. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public float[] blocked() {
    float[] greatest = {-1};
    Cosines.between(
        rows,
        rows,
        (i, first, cosines, count) -> {
          for (int c = 0; c < count; c++) {
            greatest[0] = Math.max(greatest[0], cosines[c]);
          }
        });
    return greatest;
  }

  /** A cell in which nothing is a duplicate: each row meets all before it. */
  @Benchmark
  @OperationsPerInvocation(PAIRS / 2)
  public int search() {
    return new CellDuplicates(0.99).find(rows).size();
  }
}
