package io.secateur.jobs.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands do; the command line only reads the arguments. */
public interface Actions {

  /**
   * How a run is configured.
   *
   * @param file its configuration
   * @param settings {@code key=value} each
   * @param output in place of run.output, or null
   */
  record RunArguments(String file, List<String> settings, @Nullable String output) {}

  /**
   * What a ledger is applied to.
   *
   * @param ledger a run's directory or its ledger
   * @param examples paths, or a table's name
   * @param output where the kept ones go; null to check only
   * @param id their id column, or null
   * @param format of the examples, or null
   * @param options for their reader
   * @param allowUnknown whether examples that the ledger does not know are left out
   * @param allowMissing whether examples of the ledger may be missing
   * @param overwrite whether an output that is there is replaced
   */
  record ApplyArguments(
      String ledger,
      List<String> examples,
      @Nullable String output,
      @Nullable String id,
      @Nullable String format,
      Map<String, String> options,
      boolean allowUnknown,
      boolean allowMissing,
      boolean overwrite) {}

  /**
   * What would be pruned.
   *
   * @param settings {@code key=value} each, of the energy block
   * @param prune share of the examples that would go, in (0, 1)
   * @param examples in the set; 0 where that is not said
   * @param tokens of a text; NaN where that is not said
   * @param frames of a clip; NaN where that is not said
   * @param height pixels; NaN where that is not said
   * @param width pixels; NaN where that is not said
   * @param pruningKwh that the pruning itself would take
   */
  record EstimateArguments(
      List<String> settings,
      double prune,
      long examples,
      double tokens,
      double frames,
      double height,
      double width,
      double pruningKwh) {}

  /**
   * Where to write what.
   *
   * @param out results
   * @param err progress
   * @param json results as JSON
   */
  record Output(PrintStream out, PrintStream err, boolean json) {}

  void run(RunArguments arguments, String from, Output output);

  void dedup(RunArguments arguments, Output output);

  void plan(RunArguments arguments, Output output);

  void demo(String directory, boolean all, Output output);

  void explain(String run, List<String> ids, Output output);

  void diff(String before, String after, Output output);

  void apply(ApplyArguments arguments, Output output);

  void estimate(EstimateArguments arguments, Output output);

  void report(String run, Output output);

  void list(String what, Output output);
}
