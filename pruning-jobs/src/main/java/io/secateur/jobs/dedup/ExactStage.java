package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Repeats;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Stage 2, first half: drops examples whose canonical content another example of their scope has.
 *
 * <p>Of each set of copies one stays: one with a label before one without, then the smallest id.
 * Cost: one shuffle of hashes, to find the examples whose content another has. While these are few
 * the driver groups them. Else one shuffle of keys, to count them, without ids and without a sort;
 * of the examples only those whose key another has go further. Their first is found by an aggregate
 * that is combined on the way, so that a key with a billion copies lands on one task as a few rows.
 * The copies then meet their keeper in a join that Spark splits where it is skewed.
 */
public final class ExactStage {
  /** SHA-256 does not collide; lengths are compared all the same. */
  private static final List<String> CONTENT = List.of("key", "scope", "characters");

  /** Copies that the driver groups: some 50 MB. */
  private static final long FEW = 100_000;

  private static final Comparator<Copy> FIRST =
      Comparator.comparing(Copy::unlabelled).thenComparing(Copy::bytes, Arrays::compareUnsigned);

  private ExactStage() {}

  /**
   * The duplicates.
   *
   * @param examples as in {@code 1-examples}; those with a status are no duplicates of anything
   * @return rows of {@link Duplicates#SCHEMA}
   */
  public static Dataset<Row> find(Dataset<Row> examples) {
    List<Runnable> release = new ArrayList<>();
    Optional<Dataset<Row>> few = Repeats.few(comparable(examples), FEW, release, columns());
    Dataset<Row> found = few.map(ExactStage::findFew).orElseGet(() -> findMany(examples));
    release.forEach(Runnable::run);
    return found;
  }

  private static Dataset<Row> comparable(Dataset<Row> examples) {
    return examples
        .filter(col("status").isNull())
        // a scope is never empty, so that this stands for none
        .withColumn("scope", coalesce(col("scope"), lit("")));
  }

  private static Column[] columns() {
    return CONTENT.stream().map(name -> col(name)).toArray(Column[]::new);
  }

  /** An example as copies are told by and chosen from. */
  private record Copy(List<Object> content, boolean unlabelled, String id) {
    static Copy of(Row row) {
      return new Copy(
          List.of(row.get(0), row.get(1), row.get(2)), row.getBoolean(3), row.getString(4));
    }

    /** Ids in the order of their bytes, as Spark has it. */
    byte[] bytes() {
      return id.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** On the driver: each query that Spark need not plan saves a second. */
  private static Dataset<Row> findFew(Dataset<Row> copies) {
    Map<List<Object>, List<Copy>> sets = new HashMap<>();
    copies
        .select(col("key"), col("scope"), col("characters"), col("label").isNull(), col("id"))
        .collectAsList()
        .stream()
        .map(Copy::of)
        .forEach(copy -> sets.computeIfAbsent(copy.content(), c -> new ArrayList<>()).add(copy));
    List<Row> found = new ArrayList<>();
    for (List<Copy> set : sets.values()) {
      Copy first = Collections.min(set, FIRST);
      set.stream()
          .filter(copy -> !copy.equals(first))
          .map(copy -> RowFactory.create(copy.id(), first.id(), Duplicates.EXACT, 1.0))
          .forEach(found::add);
    }
    return copies.sparkSession().createDataFrame(found, Duplicates.SCHEMA);
  }

  /** On the cluster. */
  static Dataset<Row> findMany(Dataset<Row> examples) {
    Dataset<Row> comparable = comparable(examples);
    String[] content = CONTENT.toArray(String[]::new);
    Dataset<Row> shared =
        comparable
            .groupBy(columns())
            .agg(count(lit(1)).as("copies"))
            .filter(col("copies").gt(1))
            .drop("copies");
    Dataset<Row> copies = comparable.join(shared, content, "left_semi");
    Dataset<Row> keepers =
        copies
            .groupBy(columns())
            .agg(min(struct(col("label").isNull().as("unlabelled"), col("id"))).as("first"))
            .select(col("key"), col("scope"), col("characters"), col("first.id").as("keeper_id"));
    return copies
        .join(keepers, content)
        .filter(col("id").notEqual(col("keeper_id")))
        .select(
            col("id"),
            col("keeper_id"),
            lit(Duplicates.EXACT).as("kind"),
            lit(1.0).as("similarity"));
  }
}
