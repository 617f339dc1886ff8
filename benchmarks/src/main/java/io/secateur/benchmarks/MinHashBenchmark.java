package io.secateur.benchmarks;

import io.secateur.redundancy.Banding;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.Shingles;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Microseconds to shingle one text and to sign it.
 *
 * <p>Run: {@code java -jar benchmarks/target/benchmarks.jar MinHash}. The baseline looks at every
 * character once: no shingling can be faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MinHashBenchmark {
  private final Shingles shingles = new Shingles(5);
  private final Banding banding = Banding.forRecall(0.8, 0.95);
  private final MinHash minHash = new MinHash(banding.hashes(), 42);

  @Param({"160", "1000"})
  private int words;

  private String text = "";
  private long[] set = new long[0];

  /** Makes a text of random words. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < words; i++) {
      made.append(Integer.toString(random.nextInt(50_000), 36)).append("word ");
    }
    text = made.toString();
    set = shingles.of(text);
  }

  /** Sums the characters. */
  @Benchmark
  public long baseline() {
    long sum = 0;
    for (int i = 0; i < text.length(); i++) {
      sum += text.charAt(i);
    }
    return sum;
  }

  /** Text to shingle set. */
  @Benchmark
  public long[] shingle() {
    return shingles.of(text);
  }

  /** Shingle set to signature. */
  @Benchmark
  public long[] sign() {
    return minHash.signature(set);
  }

  /** Signature to band keys. */
  @Benchmark
  public long[] band() {
    return banding.keys(minHash.signature(set));
  }
}
