package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.example.Doubles;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.example.Predictions;
import io.secateur.example.SeededHash;
import io.secateur.jobs.report.LabelReport;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Emails;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.learnability.LabelIssue;
import io.secateur.learnability.Softmax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All bundled e-mails, with a tenth of the labels turned: does the probe find them? */
class LabelIssuesOnEmailsTest {
  private static final double TURNED = 0.1;
  private static final List<String> CLASSES = List.of("ham", "spam");

  @TempDir private Path folder;

  @Test
  void findsTurnedLabelsByTheDefinitionOnTheStoredProbabilities() {
    Path source = folder.resolve("emails");
    Column label = col("label");
    Emails.all(folder)
        .withColumn(
            "label",
            when(turned(), when(label.equalTo("ham"), "spam").otherwise("ham")).otherwise(label))
        .write()
        .parquet(source.toString());
    Path run = folder.resolve("run");

    RunReport report =
        Runs.prune(
            TestSpark.session(),
            source,
            run,
            StageName.READ,
            "source.columns.label=label",
            "near-duplicates.threshold=0.7",
            "embeddings.max-tokens=128",
            "semantic-duplicates.min-cosine=0.97",
            "select.policy=random",
            "score.scorers=[label_issue, label_quality]");

    Dataset<Row> scores = TestSpark.session().read().parquet(run.resolve("2-scores").toString());
    Set<String> flagged = ids(scores.filter("label_issue = 1"));
    assertThat(flagged).isEqualTo(byDefinition(run, source, scores));
    Set<String> wrong = ids(scores.filter(turned()));
    Set<String> found = new TreeSet<>(flagged);
    found.retainAll(wrong);
    double precision = found.size() / (double) flagged.size();
    double recall = found.size() / (double) wrong.size();
    System.out.printf(
        "label_issue on %,d e-mails with %,d turned labels: %,d flagged, precision %.3f, recall %.3f%n",
        scores.count(), wrong.size(), flagged.size(), precision, recall);
    assertThat(precision).isGreaterThanOrEqualTo(0.8);
    assertThat(recall).isGreaterThanOrEqualTo(0.8);
    LabelReport labels = report.labels();
    assertThat(labels.flagged()).isEqualTo(flagged.size());
    assertThat(labels.suspects()).hasSize(20);
  }

  private static Column turned() {
    UDF1<String, Boolean> turned = id -> SeededHash.unit(7, ContentKey.of(id)) < TURNED;
    return udf(turned, DataTypes.BooleanType).apply(col("id"));
  }

  /** Confident learning in one block, on the probabilities that the run stored. */
  private static Set<String> byDefinition(Path run, Path source, Dataset<Row> scores) {
    Map<String, double[]> probabilities = new TreeMap<>();
    Map<String, Integer> heads = new HashMap<>();
    TestSpark.session()
        .read()
        .parquet(run.resolve("cache/predictions").toString())
        .filter("checkpoint like 'held-out/%epoch-10'")
        .orderBy("id", "checkpoint")
        .collectAsList()
        .forEach(
            row -> {
              List<Float> logits = row.getList(row.fieldIndex("logits"));
              double[] one = new double[CLASSES.size()];
              Softmax.probabilities(
                  Matrix.of(1, CLASSES.size(), logits.get(0), logits.get(1)), 0, one);
              String id = row.getAs("id");
              double[] mean = probabilities.computeIfAbsent(id, i -> new double[one.length]);
              for (int k = 0; k < one.length; k++) {
                mean[k] += one[k] / 5;
              }
              heads.merge(id, 1, Integer::sum);
            });
    assertThat(heads.values()).containsOnly(5);
    Map<String, String> labels = new HashMap<>();
    TestSpark.session()
        .read()
        .parquet(source.toString())
        .select("id", "label")
        .collectAsList()
        .forEach(row -> labels.put(row.getString(0), row.getString(1)));
    assertThat(probabilities.keySet()).isEqualTo(ids(scores));
    List<String> order = new ArrayList<>(probabilities.keySet());
    double[] flags =
        new LabelIssue(LabelIssue.DEFAULT_MIN_EXAMPLES)
            .score(
                new Predictions(
                    Doubles.of(
                        probabilities.values().stream()
                            .flatMapToDouble(java.util.Arrays::stream)
                            .toArray()),
                    Labels.of(
                        CLASSES.size(),
                        order.stream().mapToInt(id -> CLASSES.indexOf(labels.get(id))).toArray())));
    Set<String> flagged = new TreeSet<>();
    for (int i = 0; i < flags.length; i++) {
      if (flags[i] == 1) {
        flagged.add(order.get(i));
      }
    }
    return flagged;
  }

  private static Set<String> ids(Dataset<Row> rows) {
    Set<String> ids = new TreeSet<>();
    rows.select("id").collectAsList().forEach(row -> ids.add(row.getString(0)));
    return ids;
  }
}
