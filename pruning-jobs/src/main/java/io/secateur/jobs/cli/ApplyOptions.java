package io.secateur.jobs.cli;

import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.config.Suggest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code apply}. */
final class ApplyOptions {
  @Option(
      names = "--ledger",
      required = true,
      paramLabel = "DIR",
      description = "A run's directory, or its 4-decisions, wherever it lies.")
  private String ledger = "";

  @Option(
      names = "--examples",
      required = true,
      paramLabel = "PATH",
      description =
          "The examples that the run read: a directory, a file, or a table's name. Repeatable.")
  private List<String> examples = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Where the kept examples go, as Parquet. Without it, ledger and examples are checked and"
              + " nothing is written.")
  private @Nullable String output;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description = "The examples' id. Default: as in the run.json beside the ledger, else id.")
  private @Nullable String id;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Of the examples: parquet, json, csv, orc or table. Default: as the run read them, else"
              + " parquet.")
  private @Nullable String format;

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "Handed to Spark's reader, such as header=true. Repeatable.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--allow-unknown",
      description = "Leaves out examples that the ledger does not know, in place of refusing.")
  private boolean allowUnknown;

  @Option(
      names = "--allow-missing",
      description = "Goes on where examples of the ledger are missing, in place of refusing.")
  private boolean allowMissing;

  @Option(names = "--overwrite", description = "Replaces the Parquet that is in the output.")
  private boolean overwrite;

  /** What is wrong with them, if anything. */
  Optional<String> problem() {
    return format == null || SourceConfig.FORMATS.contains(format)
        ? Optional.empty()
        : Optional.of(
            "Invalid --format: %s (must be one of %s%s)"
                .formatted(
                    format,
                    String.join(", ", SourceConfig.FORMATS),
                    Suggest.hint(format, SourceConfig.FORMATS)));
  }

  Actions.ApplyArguments arguments() {
    return new Actions.ApplyArguments(
        ledger, examples, output, id, format, options, allowUnknown, allowMissing, overwrite);
  }
}
