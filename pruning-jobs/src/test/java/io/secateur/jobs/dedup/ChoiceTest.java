package io.secateur.jobs.dedup;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Generator;
import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.testing.NearTexts;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.FrequencySketch;
import io.secateur.redundancy.PrefixFilter;
import io.secateur.redundancy.Shingles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** A sample foretells what each generator does, and the dear one is not taken. */
class ChoiceTest {
  private static final List<String> TEXTS = NearTexts.of(4_000, 11);
  private static final Shingles WORDS = Shingles.words(5);
  private static final long SEED = 42;

  @Test
  void ofAllDocumentsItCountsWhatTheSearchDoes() {
    Map<String, Long> prefix = counts(config(WORDS, Generator.PREFIX), TEXTS);
    Map<String, Long> lsh = counts(config(WORDS, Generator.LSH), TEXTS);
    Map<String, Long> auto = counts(config(WORDS, Generator.AUTO), TEXTS);

    assertThat(auto)
        .containsEntry("near_choice_prefix_postings", prefix.get("near_postings"))
        .containsEntry("near_choice_prefix_pairs", prefix.get("near_candidates"))
        .containsEntry("near_choice_lsh_postings", lsh.get("near_postings"))
        .containsEntry("near_choice_lsh_pairs", lsh.get("near_candidates"))
        .containsEntry("near_candidates", prefix.get("near_candidates"));
  }

  @Test
  void samplesAreRightOnAverage() {
    JavaRDD<Documents> blocks =
        DocumentStage.blocks(table(TEXTS, 3), /* lowerCase= */ false, WORDS);
    SampleStage.Drawn all = SampleStage.draw(blocks, /* share= */ 1, SEED);
    FrequencySketch sketch = SketchStage.count(blocks, FrequencySketch.bitsFor(all.shingles()));
    var prefix = new io.secateur.jobs.dedup.Generator.Prefix(new PrefixFilter(0.7), () -> sketch);
    var lsh = io.secateur.jobs.dedup.Generator.Lsh.of(Banding.forRecall(0.7, 0.95), SEED);
    Choice exact = Choice.of(all.sample(), 1, prefix, lsh);

    int draws = 40;
    double[] mean = new double[4];
    for (int seed = 0; seed < draws; seed++) {
      Documents sample = SampleStage.draw(blocks, 0.25, seed).sample();
      Choice choice = Choice.of(sample, 0.25, prefix, lsh);
      mean[0] += choice.prefix().postings() / draws;
      mean[1] += choice.prefix().pairs() / draws;
      mean[2] += choice.lsh().postings() / draws;
      mean[3] += choice.lsh().pairs() / draws;
    }

    assertThat(mean[0] / exact.prefix().postings()).isCloseTo(1, within(0.05));
    assertThat(mean[1] / exact.prefix().pairs()).isCloseTo(1, within(0.15));
    assertThat(mean[2] / exact.lsh().postings()).isCloseTo(1, within(0.05));
    assertThat(mean[3] / exact.lsh().pairs()).isCloseTo(1, within(0.15));
  }

  @Test
  void fewPairsOfASampleDecideNothing() {
    Work lsh = new Work(100, 10, 50, 40);

    assertThat(new Choice(9, new Work(100, 1e9, 0, 29), lsh).generator())
        .isEqualTo(Generator.PREFIX);
    assertThat(new Choice(9, new Work(100, 1e9, 0, 30), lsh).generator()).isEqualTo(Generator.LSH);
    assertThat(new Choice(9, new Work(481, 0, 0, 0), lsh).generator()).isEqualTo(Generator.LSH);
    assertThat(new Choice(9, new Work(479, 0, 0, 0), lsh).generator()).isEqualTo(Generator.PREFIX);
  }

  @Test
  void copiesAndTheLayoutOfRowsChangeNoSample() {
    List<String> twice = new ArrayList<>(TEXTS);
    twice.addAll(TEXTS);
    SampleStage.Drawn once = drawn(table(TEXTS, 1));
    SampleStage.Drawn copied = drawn(table(twice, 7));

    assertThat(sets(copied)).isEqualTo(sets(once)).hasSizeBetween(500, 1_500);
    assertThat(copied.documents()).isEqualTo(2 * once.documents());
    assertThat(copied.shingles()).isEqualTo(2 * once.shingles());
  }

  @Test
  void takesMinHashWherePrefixesAreFullOfCommonWords() {
    NearConfig words = config(Shingles.words(1), Generator.AUTO);

    Map<String, Long> counts = counts(words, common());

    assertThat(counts).containsEntry("near_bands", (long) words.banding().bands());
    assertThat(counts.get("near_choice_prefix_pairs"))
        .isGreaterThan(10 * counts.getOrDefault("near_choice_lsh_pairs", Long.MAX_VALUE / 10));
  }

  @Test
  void aPlanChoosesAsTheRunDoes() {
    aPlanChoosesAsTheRunDoes(TEXTS, WORDS);
    aPlanChoosesAsTheRunDoes(common(), Shingles.words(1));
  }

  private static void aPlanChoosesAsTheRunDoes(List<String> texts, Shingles shingles) {
    NearConfig config = config(shingles, Generator.AUTO);
    Dataset<Row> table = table(texts, 5);

    Choice planned =
        NearStage.choose(table, /* lowerCase= */ false, config, texts.size(), 200, SEED);

    assertThat(counts(config, texts)).containsAllEntriesOf(planned.counts());
  }

  /** Texts of 40 of 2,000 words, which are alike by chance. */
  private static List<String> common() {
    SplittableRandom random = new SplittableRandom(3);
    return Stream.generate(
            () -> random.ints(40, 0, 2_000).mapToObj(word -> "w" + word).collect(joining(" ")))
        .limit(4_000)
        .toList();
  }

  private static SampleStage.Drawn drawn(Dataset<Row> texts) {
    return SampleStage.draw(
        DocumentStage.blocks(texts, /* lowerCase= */ false, WORDS), /* share= */ 0.25, SEED);
  }

  private static List<Long> sets(SampleStage.Drawn drawn) {
    List<Long> sets = new ArrayList<>();
    for (int i = 0; i < drawn.sample().count(); i++) {
      sets.add(Documents.setHash(0, drawn.sample().set(i), 1));
    }
    sets.sort(null);
    return sets;
  }

  private static NearConfig config(Shingles shingles, Generator generator) {
    return new NearConfig(
        true,
        0.7,
        shingles,
        0.95,
        Banding.forRecall(0.7, 0.95),
        500,
        generator,
        Mode.STAR,
        Keep.ONE);
  }

  private static Map<String, Long> counts(NearConfig config, List<String> texts) {
    List<Runnable> release = new ArrayList<>();
    Map<String, Long> counts =
        NearStage.find(table(texts, 3), /* lowerCase= */ false, config, SEED, release).counts();
    release.forEach(Runnable::run);
    return counts;
  }

  private static Dataset<Row> table(List<String> texts, int partitions) {
    List<Row> rows = new ArrayList<>();
    texts.forEach(text -> rows.add(RowFactory.create(text, null)));
    return TestSpark.session()
        .createDataFrame(
            JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext())
                .parallelize(rows, partitions),
            StructType.fromDDL("text string, scope string"));
  }
}
