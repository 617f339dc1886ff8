package io.secateur.jobs;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.cli.Actions.ApplyArguments;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.OutputDirectory;
import io.secateur.jobs.run.OutputDirectory.Existing;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.source.IdentifyStage;
import io.secateur.jobs.source.IdentifyStage.Identified;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.write.MatchStage;
import io.secateur.jobs.write.MatchStage.Match;
import io.secateur.jobs.write.MatchStage.Misfit;
import io.secateur.jobs.write.WriteStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The pruned data made again, from a ledger and the examples that it is about.
 *
 * @param ledger that was applied
 * @param decisions in it
 * @param examples that were read
 * @param kept of these
 * @param unknown examples that the ledger does not know, which were left out
 * @param missing examples of the ledger that were not there
 * @param output where the kept ones are; null where nothing was to be written
 * @param files written
 * @param bytes of these
 * @param digest of the ids written; null where nothing was
 * @param digestOfRun that of the run's own pruned data; null where no record is beside the ledger
 */
record Applying(
    String ledger,
    long decisions,
    long examples,
    long kept,
    long unknown,
    long missing,
    @Nullable String output,
    long files,
    long bytes,
    @Nullable String digest,
    @Nullable String digestOfRun) {
  private static final int LONGEST_ID = 80;

  /**
   * A ledger, and what is known of its run.
   *
   * @param path of the ledger
   * @param shown the same, as people write it
   * @param around the run that it lies in, or the ledger itself
   * @param record {@code run.json} beside it, if there is one
   */
  private record Found(String path, String shown, String around, Optional<JsonNode> record) {}

  /**
   * Applies a ledger.
   *
   * @throws DataException if ledger and examples are not of one another, or the output is taken
   */
  static Applying of(SparkSession spark, ApplyArguments arguments) {
    Found found = find(spark, arguments.ledger());
    RunConfig config = Application.config(arguments, found.record());
    Dataset<Row> ledger = ledger(spark, found);
    Identified source = IdentifyStage.open(spark, config.source());
    Optional<OutputDirectory> output = output(spark, arguments, found, source);
    return IdentifyStage.reading(
        spark, config.source(), () -> apply(arguments, config, found, ledger, source, output));
  }

  private static Applying apply(
      ApplyArguments arguments,
      RunConfig config,
      Found found,
      Dataset<Row> ledger,
      Identified source,
      Optional<OutputDirectory> output) {
    Dataset<Row> ids = source.rows().select(source.idColumn().as("id"));
    Match match = MatchStage.of(ids, ledger);
    check(arguments, config, found, match);
    long unknown = match.count(Misfit.UNKNOWN);
    long missing = match.count(Misfit.MISSING);
    String digestOfRun =
        found
            .record()
            .map(record -> record.path("digests").path(RunDirectory.PRUNED).asText(null))
            .orElse(null);
    Dataset<Row> decisions = unknown + missing > 0 ? MatchStage.decisions(ids, ledger) : ledger;
    RunDirectory.Size size = new RunDirectory.Size(0, 0);
    String digest = null;
    if (output.isPresent()) {
      OutputDirectory directory = output.get();
      try {
        digest = write(config, source, decisions, match, directory);
        size = directory.sizeOfBuilding();
        directory.publish();
      } catch (RuntimeException | Error e) {
        directory.discard();
        throw e;
      }
    }
    return new Applying(
        found.shown(),
        match.inLedger(),
        match.examples(),
        match.kept(),
        unknown,
        missing,
        output.map(OutputDirectory::location).orElse(null),
        size.files(),
        size.bytes(),
        digest,
        digestOfRun);
  }

  /** A run's directory, the ledger of one, or a ledger alone. */
  private static Found find(SparkSession spark, String location) {
    RunDirectory at = RunDirectory.at(location, spark.sessionState().newHadoopConf());
    if (at.exists(RunDirectory.DECISIONS)) {
      if (!at.isWhole()) {
        throw new DataException(
            "Cannot apply: the run in %s is not whole (it has no %s). Finish it, or name its %s."
                .formatted(at.location(), RunDirectory.RECORD, RunDirectory.DECISIONS));
      }
      return new Found(
          at.part(RunDirectory.DECISIONS),
          at.location() + "/" + RunDirectory.DECISIONS,
          at.part("."),
          record(at));
    }
    if (!at.exists(".")) {
      throw new DataException(
          "Cannot apply: there is no ledger in %s. Name a run, or its %s, with --ledger."
              .formatted(at.location(), RunDirectory.DECISIONS));
    }
    RunDirectory parent =
        RunDirectory.at(
            at.part(".."), spark.sessionState().newHadoopConf()); // the run, if it is one
    boolean ofRun = parent.isWhole() && at.part(".").equals(parent.part(RunDirectory.DECISIONS));
    return new Found(
        at.part("."),
        at.location(),
        ofRun ? parent.part(".") : at.part("."),
        ofRun ? record(parent) : Optional.empty());
  }

  private static Optional<JsonNode> record(RunDirectory run) {
    return Optional.of(Json.read(run.read(RunDirectory.RECORD)));
  }

  private static Dataset<Row> ledger(SparkSession spark, Found found) {
    Dataset<Row> ledger =
        Tables.opened("read the ledger " + found.shown(), () -> spark.read().parquet(found.path()));
    for (String column : List.of("id", "decision")) {
      boolean there =
          Arrays.stream(ledger.schema().fields())
              .anyMatch(f -> f.name().equals(column) && f.dataType().equals(DataTypes.StringType));
      if (!there) {
        throw new DataException(
            "Cannot apply: %s is no ledger (it has no column %s of type string). Name a run, or its %s, with --ledger."
                .formatted(found.shown(), column, RunDirectory.DECISIONS));
      }
    }
    return ledger.select("id", "decision");
  }

  private static Optional<OutputDirectory> output(
      SparkSession spark, ApplyArguments arguments, Found found, Identified source) {
    if (arguments.output() == null) {
      return Optional.empty();
    }
    OutputDirectory output =
        OutputDirectory.at(arguments.output(), spark.sessionState().newHadoopConf());
    List<String> read = new ArrayList<>(source.roots());
    read.add(found.around());
    output.refuseOverlap(read);
    output.prepare(arguments.overwrite() ? Existing.REPLACE : Existing.REFUSE);
    return Optional.of(output);
  }

  private static void check(ApplyArguments arguments, RunConfig config, Found found, Match match) {
    String id = config.source().columns().id();
    List<String> problems = new ArrayList<>();
    if (match.examples() == 0) {
      problems.add("the examples have no rows (--examples)");
    }
    if (match.withoutId() > 0) {
      problems.add(
          "%,d of %,d examples have no id (--id = %s must be unique and never null)"
              .formatted(match.withoutId(), match.examples(), id));
    }
    note(
        problems,
        match,
        Misfit.REPEATED,
        "stand on several examples; --id = %s must be unique".formatted(id));
    note(
        problems,
        match,
        Misfit.DECIDED_TWICE,
        "stand more than once in the ledger; name one run's ledger with --ledger");
    note(
        problems,
        match,
        Misfit.UNDECIDED,
        "have a decision that is neither keep nor drop; name a run's ledger with --ledger");
    if (!arguments.allowUnknown()) {
      note(
          problems,
          match,
          Misfit.UNKNOWN,
          "of the examples are not in the ledger; name the examples that the run read, or leave these out with --allow-unknown");
    }
    if (!arguments.allowMissing()) {
      note(
          problems,
          match,
          Misfit.MISSING,
          "of the ledger, of which it keeps %,d, are not among the examples; name all that the run read, or go on without these with --allow-missing"
              .formatted(match.missingKept()));
    }
    if (match.count(Misfit.MISSING) > 0 && match.count(Misfit.MISSING) == match.inLedger()) {
      problems.add(
          "no id is in both; is --id = %s the column that the run was told?".formatted(id));
    }
    if (!problems.isEmpty()) {
      throw DataException.of(
          "apply %s to %s".formatted(found.shown(), String.join(", ", config.source().paths())),
          problems);
    }
  }

  private static void note(List<String> problems, Match match, Misfit misfit, String what) {
    long ids = match.count(misfit);
    if (ids > 0) {
      List<String> first =
          match.first(misfit).stream().map(id -> Words.excerpt(id, LONGEST_ID)).toList();
      problems.add("%,d ids (first: %s) %s".formatted(ids, String.join(", ", first), what));
    }
  }

  /** Writes, and proves that what was written is what the ledger keeps. */
  private static String write(
      RunConfig config,
      Identified source,
      Dataset<Row> decisions,
      Match match,
      OutputDirectory output) {
    WriteStage.write(
        new WriteStage.Source(source.rows(), source.idColumn(), source.partitionColumns()),
        decisions,
        match.examples(),
        match.kept(),
        config.write(),
        output.building());
    Row written =
        source
            .rows()
            .sparkSession()
            .read()
            .schema(source.rows().schema())
            .parquet(output.building())
            .select(source.idColumn().as("id"))
            .agg(count(lit(1)), RowDigest.of(StructType.fromDDL("id string")))
            .first();
    if (written.getLong(0) != match.kept()) {
      throw new IllegalStateException(
          "%,d rows were to be written, but %,d were".formatted(match.kept(), written.getLong(0)));
    }
    return written.getString(1);
  }

  /** Whether the ids are those of the run's own pruned data; null where that cannot be said. */
  @JsonIgnore
  @Nullable Boolean asInRun() {
    return (digest == null || digestOfRun == null) ? null : (Boolean) digest.equals(digestOfRun);
  }

  /** As a terminal shows it. */
  String asText() {
    StringBuilder out = new StringBuilder();
    if (unknown > 0) {
      out.append("Left out %,d examples that the ledger does not know.%n".formatted(unknown));
    }
    if (missing > 0) {
      out.append("Went on without %,d examples of the ledger.%n".formatted(missing));
    }
    String share =
        "%,d of %,d examples (%s)".formatted(kept, examples, Words.percent(kept, examples));
    if (output == null) {
      return out.append(
              "Would keep %s: ledger and examples fit. Name an --output to write them.%n"
                  .formatted(share))
          .toString();
    }
    out.append(
        "Kept %s. They are in %s: %,d files, %s.%n"
            .formatted(share, output, files, Words.bytes(bytes)));
    Boolean same = asInRun();
    if (same != null) {
      out.append(
          same
              ? "Their ids are those of the run's %s (digest %s).%n"
                  .formatted(RunDirectory.PRUNED, digest)
              : "Their ids are not those of the run's %s (digest %s, there %s).%n"
                  .formatted(RunDirectory.PRUNED, digest, digestOfRun));
    }
    return out.toString();
  }
}
