package io.secateur.jobs.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Generator;
import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.jobs.testing.NearTexts;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Shingles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What a search may shuffle and hold, as Spark's own metrics tell: a fifth more than it should. */
class NearCostTest {
  private static final int MANY = 4_000;
  private static final double SLACK = 1.2;
  private static final List<Generator> GENERATORS = List.of(Generator.PREFIX, Generator.LSH);

  @Test
  void costsGrowNoFasterThanTheDocuments() {
    List<String> texts = NearTexts.of(2 * MANY, 6);
    for (Generator generator : GENERATORS) {
      Cost half = cost(texts.subList(0, MANY), generator);
      Cost all = cost(texts, generator);

      assertThat(all.shuffled()).isLessThan((long) (SLACK * 2 * half.shuffled()));
      assertThat(all.candidates()).isLessThan((long) (SLACK * 2 * half.candidates()));
      assertThat(all.biggestTask()).isLessThan((long) (SLACK * 2 * half.biggestTask()));
    }
  }

  @Test
  void shufflesSomeHundredBytesADocumentAndSpillsNothing() {
    List<String> texts = NearTexts.of(MANY, 6);

    Cost prefix = cost(texts, Generator.PREFIX);
    Cost lsh = cost(texts, Generator.LSH);

    assertThat(prefix.shuffled() / MANY).isBetween(100L, (long) (SLACK * 400));
    assertThat(lsh.shuffled() / MANY).isBetween(100L, (long) (SLACK * 1_050));
    assertThat(prefix.spilled() + lsh.spilled()).isZero();
  }

  /** Signs are no words: they make texts 5,000 characters longer, and change no shingle. */
  @Test
  void shufflesNoText() {
    List<String> texts = NearTexts.of(MANY, 6);
    List<String> withSigns = texts.stream().map(NearCostTest::withSigns).toList();
    for (Generator generator : GENERATORS) {
      long plain = cost(texts, generator).shuffled();

      assertThat(cost(withSigns, generator).shuffled()).isLessThan((long) (1.05 * plain));
    }
  }

  @Test
  void aHotDocumentLoadsNoTaskMoreThanOthers() {
    List<String> texts = NearTexts.of(MANY, 6);
    List<String> hot = new ArrayList<>(texts.subList(0, MANY - MANY / 10));
    String words = texts.stream().filter(text -> text.length() > 400).findFirst().orElseThrow();
    for (int i = 0; i < MANY / 10; i++) {
      hot.add(words + " variant" + i);
    }
    for (Generator generator : GENERATORS) {
      Cost plain = cost(texts, generator);
      Cost withHot = cost(hot, generator);

      assertThat(withHot.shuffled()).isLessThan((long) (1.5 * plain.shuffled()));
      assertThat(withHot.biggestTask()).isLessThan((long) (SLACK * plain.biggestTask()));
      // not a quarter of all pairs of the variants
      assertThat(withHot.candidates() - plain.candidates()).isLessThan(20L * MANY / 10);
    }
  }

  private static String withSigns(String text) {
    StringBuilder longer = new StringBuilder(text).append(' ');
    new SplittableRandom(text.hashCode()).ints(5_000, 0x21, 0x30).forEach(longer::appendCodePoint);
    return longer.toString();
  }

  /**
   * What a search took.
   *
   * @param shuffled bytes, of all tasks
   * @param biggestTask bytes that one task had from shuffles, at most
   * @param spilled bytes to disk
   * @param candidates pairs that were compared
   */
  private record Cost(long shuffled, long biggestTask, long spilled, long candidates) {}

  private static Cost cost(List<String> texts, Generator generator) {
    SparkSession spark = TestSpark.session();
    List<Row> rows = new ArrayList<>();
    texts.forEach(text -> rows.add(RowFactory.create(text, null)));
    NearConfig config =
        new NearConfig(
            true,
            0.7,
            Shingles.words(5),
            0.95,
            Banding.forRecall(0.7, 0.95),
            100,
            generator,
            Mode.STAR,
            Keep.ONE);
    TaskTracker tasks = TaskTracker.on(spark);
    Meter meter = new Meter();
    spark.sparkContext().addSparkListener(meter);
    List<Runnable> release = new ArrayList<>();
    NearStage.Found found =
        NearStage.find(
            spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, 4),
                StructType.fromDDL("text string, scope string")),
            /* lowerCase= */ false,
            config,
            42,
            release);
    assertThat(found.keepers().count()).isPositive();
    tasks.settle();
    spark.sparkContext().removeSparkListener(meter);
    release.forEach(Runnable::run);
    return new Cost(
        meter.shuffled.get(),
        meter.biggestTask.get(),
        meter.spilled.get(),
        found.counts().getOrDefault("near_candidates", 0L));
  }

  private static final class Meter extends SparkListener {
    private final AtomicLong shuffled = new AtomicLong();
    private final AtomicLong biggestTask = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      TaskMetrics metrics = task.taskMetrics();
      shuffled.addAndGet(metrics.shuffleWriteMetrics().bytesWritten());
      spilled.addAndGet(metrics.diskBytesSpilled());
      biggestTask.accumulateAndGet(metrics.shuffleReadMetrics().totalBytesRead(), Math::max);
    }
  }
}
