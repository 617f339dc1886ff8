package io.secateur.jobs.cli;

import java.io.PrintStream;
import java.util.List;
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

  void explain(String run, String id, Output output);

  void report(String run, Output output);

  void list(String what, Output output);
}
