package io.secateur.benchmarks;

import io.secateur.redundancy.Banding;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.PrefixFilter;
import io.secateur.redundancy.Shingles;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
 * Texts a millisecond through each loop of the search for near duplicates: 168 words, about 1,000
 * characters, 164 shingles each, and 164 x 189 = 30,996 updates of a MinHash signature.
 *
 * <p>Run: {@code java -jar benchmarks/target/benchmarks.jar MinHash}. The baseline looks at every
 * character once: no shingling can be faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MinHashBenchmark {
  private static final int TEXTS = 1_024;
  private static final int SENTENCES = 14;
  private static final int WORDS = 11; // and a "The"

  private final Shingles shingles = Shingles.words(5);
  private final Banding banding = Banding.forRecall(0.8, 0.95);
  private final MinHash minHash = new MinHash(banding.hashes(), 42);
  private final PrefixFilter filter = new PrefixFilter(0.8);
  private final FrequencySketch sketch = new FrequencySketch(26);
  private final String[] texts = new String[TEXTS];
  private final long[][] sets = new long[TEXTS][];
  private final long[][] shared = new long[TEXTS][];
  private long salt;

  /** Makes texts: two and two alike in nine tenths, and a third of all sentences in several. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    String[] stock = new String[TEXTS / 2];
    Arrays.setAll(stock, i -> sentence(random));
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int s = 0; s < SENTENCES; s++) {
        boolean known = random.nextInt(3) == 0;
        text.append(
            known ? stock[random.nextInt(1 + random.nextInt(TEXTS / 2))] : sentence(random));
      }
      texts[i] = i % 2 == 0 ? text.toString() : edited(texts[i - 1], text.toString());
      sets[i] = shingles.of(texts[i]);
      sketch.add(sets[i]);
    }
    for (int i = 0; i < TEXTS; i++) {
      shared[i] = PrefixFilter.shared(sets[i], sketch);
    }
  }

  private static String sentence(SplittableRandom random) {
    return random
        .ints(WORDS, 0, 1 << 24)
        .mapToObj(word -> Integer.toString(word, 26))
        .collect(Collectors.joining(" ", "The ", ". "));
  }

  private static String edited(String one, String other) {
    int cut = one.lastIndexOf(". ", one.length() * 9 / 10);
    return one.substring(0, cut) + other.substring(other.indexOf(". ", cut));
  }

  /** Sums the characters. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long baseline() {
    long sum = 0;
    for (String text : texts) {
      for (int i = 0; i < text.length(); i++) {
        sum += text.charAt(i);
      }
    }
    return sum;
  }

  /** Text to number of tokens. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long tokenise() {
    long sum = 0;
    for (String text : texts) {
      sum += Shingles.count(text);
    }
    return sum;
  }

  /** Text to shingle set. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long shingle() {
    long sum = 0;
    for (String text : texts) {
      sum += shingles.of(text).length;
    }
    return sum;
  }

  /** Shingle set to signature. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long sign() {
    long sum = 0;
    for (long[] set : sets) {
      sum += minHash.signature(set)[0];
    }
    return sum;
  }

  /** Shingle set to band keys. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long band() {
    long sum = 0;
    for (long[] set : sets) {
      sum += banding.keys(minHash.signature(set))[0];
    }
    return sum;
  }

  /** Counts of shingles, in 64 MiB; each time of others, so that no counter fills up. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public int count() {
    salt += 0x9E37_79B9_7F4A_7C15L;
    for (long[] set : sets) {
      long[] others = new long[set.length];
      for (int i = 0; i < set.length; i++) {
        others[i] = set[i] ^ salt;
      }
      sketch.add(others);
    }
    return sketch.count(salt);
  }

  /** Shingle set to its shared part. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long share() {
    long sum = 0;
    for (long[] set : sets) {
      sum += PrefixFilter.shared(set, sketch).length;
    }
    return sum;
  }

  /** Shared part to prefix keys. */
  @Benchmark
  @OperationsPerInvocation(TEXTS)
  public long prefix() {
    long sum = 0;
    for (int i = 0; i < TEXTS; i++) {
      sum += filter.keys(shared[i], sets[i].length, sketch).length;
    }
    return sum;
  }
}
