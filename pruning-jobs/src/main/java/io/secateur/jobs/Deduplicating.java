package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.dedup.ExactStage;
import io.secateur.jobs.dedup.NearStage;
import io.secateur.jobs.report.NearSearch;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Few;
import io.secateur.jobs.spark.InvariantStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.write.WriteStage;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The stages that a whole run and mere deduplication have in common: the first two, and writing.
 */
record Deduplicating(RunConfig config, Opened source, RunLog log, RunTables tables) {

  String read() {
    ReadStage.Counts counts =
        ReadStage.write(
            spark(),
            source,
            config.source(),
            config.energy(),
            directory().building(RunDirectory.EXAMPLES));
    Dataset<Row> examples = tables.examples();
    ReadStage.check(counts, examples, config.source());
    log.count("examples", counts.examples());
    log.count("without_text", counts.withoutText());
    log.digest(RunDirectory.EXAMPLES, counts.digest());
    if (counts.withoutLength() > 0) {
      log.warn(
          "%,d of %,d clips have neither frames nor seconds; each is charged as a usual clip of %s"
              .formatted(
                  counts.withoutLength(),
                  counts.examples(),
                  config.energy().cost().model().name()));
    }
    String classes = counts.classes() == 0 ? "" : ", %,d classes".formatted(counts.classes());
    String empty =
        counts.withoutText() == 0 ? "" : ", %,d without text".formatted(counts.withoutText());
    return "%,d examples%s%s".formatted(counts.examples(), classes, empty);
  }

  String dedup() {
    Dataset<Row> copies =
        config.exactDuplicates()
            ? ExactStage.find(tables.examples())
            : Tables.empty(spark(), Duplicates.SCHEMA);
    long exactCount = log.count("exact_duplicates", written(copies, RunTables.EXACT));
    Dataset<Row> exact = tables.duplicates(RunTables.EXACT);
    List<Runnable> release = new ArrayList<>();
    NearStage.Found near =
        config.near().enabled()
            ? NearStage.find(
                source.texts(), config.source().lowerCase(), config.near(), config.seed(), release)
            : NearStage.none(spark());
    Dataset<Row> left =
        Few.without(tables.examples().filter(col("status").isNull()), "id", exact, exactCount);
    List<Dataset<Row>> named =
        Duplicates.named(
            List.of(near.keepers(), near.strongest(), near.kin()),
            ReadStage.ranked(left),
            Duplicates.NEAR);
    long nearCount = log.count("near_duplicates", written(named.get(0), RunTables.NEAR));
    Tables.write(named.get(1), directory().building(RunTables.STRONGEST));
    Tables.write(named.get(2), directory().building(RunTables.KIN));
    release.forEach(Runnable::run);
    near.counts().forEach(log::count);
    if (!config.near().enabled()) {
      return "-%,d exact duplicates".formatted(exactCount);
    }
    return "-%,d exact, -%,d near duplicates at J >= %s  (%s, %,d pairs verified)"
        .formatted(
            exactCount,
            nearCount,
            config.near().threshold(),
            NearSearch.generator(near.counts()),
            near.counts().getOrDefault("near_candidates", 0L));
  }

  private long written(Dataset<Row> duplicates, String name) {
    return Tables.write(duplicates, directory().building(name), count(lit(1))).getLong(0);
  }

  /** Writes what the ledger keeps, and proves that nothing was lost. */
  String write() {
    String path = directory().building(RunDirectory.PRUNED);
    WriteStage.write(
        new WriteStage.Source(source.rows(), source.idColumn(), source.partitionColumns()),
        tables.ledger(),
        log.counted("examples"),
        log.counted("kept"),
        config.write(),
        path);
    Dataset<Row> written = spark().read().schema(source.rows().schema()).parquet(path);
    InvariantStage.Checked checked =
        InvariantStage.check(
            tables.examples(), tables.ledger(), written.select(source.idColumn().as("id")));
    log.count("checked", checked.duplicates());
    log.digest(RunDirectory.PRUNED, checked.digest());
    RunDirectory.Size size = directory().sizeOfBuilding(RunDirectory.PRUNED);
    log.count("written_rows", checked.written());
    log.count("written_files", size.files());
    log.count("written_bytes", size.bytes());
    return "%,d rows, %,d files, %s"
        .formatted(checked.written(), size.files(), Words.bytes(size.bytes()));
  }

  private SparkSession spark() {
    return tables.spark();
  }

  private RunDirectory directory() {
    return tables.directory();
  }
}
