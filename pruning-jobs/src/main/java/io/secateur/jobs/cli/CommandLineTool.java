package io.secateur.jobs.cli;

import io.secateur.inference.ModelException;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.Suggest;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Environment;
import io.secateur.jobs.run.StageName;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: one subcommand a job. */
@Command(
    name = "secateur",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = CommandLineTool.Version.class,
    description = "Prunes training sets by learnability and redundancy, on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Results go to standard output, progress to standard error.",
      "Exit codes: 0 done, 1 a bug of ours, 2 usage or configuration, 3 data."
    })
public final class CommandLineTool {
  static final int BUG = 1;
  static final int USAGE = 2;
  static final int DATA = 3;
  private static final int MOST_IDS = 20;

  private final Actions actions;
  private final PrintStream out;
  private final PrintStream err;

  @Spec private @Nullable CommandSpec spec;

  private CommandLineTool(Actions actions, PrintStream out, PrintStream err) {
    this.actions = actions;
    this.out = out;
    this.err = err;
  }

  /** Reads the arguments, does what they say, and returns the exit code. */
  public static int run(Actions actions, PrintStream out, PrintStream err, String... arguments) {
    CommandLine tool = new CommandLine(new CommandLineTool(actions, out, err));
    return tool.setOut(writer(out))
        .setErr(writer(err))
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, err))
        .setParameterExceptionHandler((e, args) -> misused(e, err))
        .execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, /* autoFlush= */ true, StandardCharsets.UTF_8);
  }

  private static int misused(ParameterException e, PrintStream err) {
    err.println(e.getMessage());
    CommandSpec command = e.getCommandLine().getCommandSpec();
    for (String given : e.getCommandLine().getUnmatchedArguments()) {
      Set<String> known =
          given.startsWith("-") ? command.optionsMap().keySet() : command.subcommands().keySet();
      Suggest.nearest(given, known)
          .ifPresent(near -> err.println("%s: did you mean %s?".formatted(given, near)));
    }
    err.println("Try '%s --help'.".formatted(command.qualifiedName()));
    return USAGE;
  }

  /** Three kinds of failure: the configuration's, the data's, and ours. */
  private static int failed(Exception e, PrintStream err) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        err.println(printable(cause.getMessage()));
        return USAGE;
      }
      if (cause instanceof DataException || cause instanceof ModelException) {
        err.println(printable(cause.getMessage()));
        return DATA;
      }
      if (isStorage(cause)) {
        err.println(printable("Cannot reach the storage: " + cause.getMessage()));
        return DATA;
      }
    }
    err.println("This is a bug of ours, or a machine that failed; the last good run is as it was.");
    err.println("Please report it with the lines below; SECATEUR_LOG=info shows Spark's log.");
    e.printStackTrace(err);
    return BUG;
  }

  /** A file system that is not there, or does not let us in: the user's to mend. */
  private static boolean isStorage(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause instanceof java.nio.file.AccessDeniedException
        || name.equals("AccessControlException")
        || name.equals("UnsupportedFileSystemException")
        || (cause instanceof ClassNotFoundException
            && String.valueOf(cause.getMessage()).contains("FileSystem"));
  }

  /** Messages may hold ids and names from the data: nothing that a terminal would act on. */
  static String printable(@Nullable String message) {
    StringBuilder out = new StringBuilder();
    String.valueOf(message)
        .codePoints()
        .map(c -> c == '\n' || !actsOnTerminals(c) ? c : '\uFFFD')
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean actsOnTerminals(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  /** Options of the commands that read a configuration. */
  static final class Configured {
    @Option(
        names = {"-c", "--config"},
        required = true,
        paramLabel = "FILE",
        description = "The run's configuration, HOCON; reference.conf has every key.")
    private String config = "";

    @Option(
        names = {"-s", "--set"},
        paramLabel = "KEY=VALUE",
        description = "Sets one key over the file, such as select.keep=0.3. Repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIR",
        description = "The run directory, in place of run.output.")
    private @Nullable String output;

    Actions.RunArguments arguments() {
      return new Actions.RunArguments(config, settings, output);
    }
  }

  /** How results are printed. */
  static final class Format {
    @Option(names = "--json", description = "Prints the result as JSON.")
    private boolean json;
  }

  @Command(name = "run", description = "Prunes: all stages, from the source to the report.")
  void run(
      @CommandLine.Mixin Configured configured,
      @Option(
              names = "--from",
              paramLabel = "STAGE",
              defaultValue = "read",
              description =
                  "First stage to do: read, dedup, embed, semantic, predict, score, select, write,"
                      + " report. Those before it are taken from the run that is there.")
          String from,
      @CommandLine.Mixin Format format) {
    if (StageName.named(from).isEmpty()) {
      throw misuse(
          "run",
          "Invalid --from: %s (must be one of %s%s)"
              .formatted(
                  from, String.join(", ", StageName.keys()), Suggest.hint(from, StageName.keys())));
    }
    actions.run(configured.arguments(), from, output(format));
  }

  @Command(
      name = "dedup",
      description = "Drops exact and near duplicates only: no model, no budget, no report.")
  void dedup(@CommandLine.Mixin Configured configured, @CommandLine.Mixin Format format) {
    actions.dedup(configured.arguments(), output(format));
  }

  @Command(
      name = "plan",
      description = "Dry run: checks configuration and source, estimates the work, writes nothing.")
  void plan(@CommandLine.Mixin Configured configured, @CommandLine.Mixin Format format) {
    actions.plan(configured.arguments(), output(format));
  }

  @Command(name = "demo", description = "Prunes a real set of e-mails that comes with the toolkit.")
  void demo(
      @Option(
              names = {"-o", "--output"},
              paramLabel = "DIR",
              defaultValue = "secateur-demo",
              description =
                  "Where the e-mails, the configuration and the run go (${DEFAULT-VALUE}).")
          String directory,
      @Option(
              names = "--all",
              description = "Takes all 6,046 e-mails, not only the demo's slice of them.")
          boolean all,
      @CommandLine.Mixin Format format) {
    actions.demo(directory, all, output(format));
  }

  @Command(
      name = "apply",
      description = "Makes the pruned data again, from a ledger and the examples.")
  void apply(@CommandLine.Mixin ApplyOptions options, @CommandLine.Mixin Format format) {
    options
        .problem()
        .ifPresent(
            problem -> {
              throw misuse("apply", problem);
            });
    actions.apply(options.arguments(), output(format));
  }

  @Command(
      name = "diff",
      description = {
        "Says what changed between two runs of the same examples, and why.",
        "Ends with 0 whether or not they differ."
      })
  void diff(
      @Parameters(paramLabel = "BEFORE", description = "A run's directory.") String before,
      @Parameters(paramLabel = "AFTER", description = "Another run's directory.") String after,
      @CommandLine.Mixin Format format) {
    actions.diff(before, after, output(format));
  }

  @Command(
      name = "explain",
      description = "Says why an example was kept or dropped, stage by stage.")
  void explain(
      @Option(
              names = "--run",
              required = true,
              paramLabel = "DIR",
              description = "The run's directory.")
          String run,
      @Option(
              names = "--id",
              required = true,
              paramLabel = "ID",
              description = "The example's id. Repeatable, up to 20 times.")
          List<String> ids,
      @CommandLine.Mixin Format format) {
    if (ids.size() > MOST_IDS) {
      throw misuse(
          "explain",
          "Invalid --id: %d of them (at most %d; the ledger, 4-decisions, has all)"
              .formatted(ids.size(), MOST_IDS));
    }
    actions.explain(run, ids, output(format));
  }

  @Command(
      name = "estimate",
      description = "Says what pruning would save in training, from flags alone.")
  void estimate(@CommandLine.Mixin EstimateOptions options, @CommandLine.Mixin Format format) {
    options
        .problem()
        .ifPresent(
            problem -> {
              throw misuse("estimate", problem);
            });
    actions.estimate(options.arguments(), output(format));
  }

  @Command(name = "report", description = "Makes a run's report again, from its tables.")
  void report(
      @Option(
              names = "--run",
              required = true,
              paramLabel = "DIR",
              description = "The run's directory.")
          String run,
      @CommandLine.Mixin Format format) {
    actions.report(run, output(format));
  }

  @Command(
      name = "list",
      description = "Shows what there is: scorers, policies, models or regions.")
  void list(
      @Parameters(paramLabel = "WHAT", description = "scorers, policies, models or regions.")
          String what,
      @CommandLine.Mixin Format format) {
    List<String> lists = List.of("scorers", "policies", "models", "regions");
    if (!lists.contains(what)) {
      throw misuse(
          "list",
          "Invalid list: %s (must be one of %s%s)"
              .formatted(what, String.join(", ", lists), Suggest.hint(what, lists)));
    }
    actions.list(what, output(format));
  }

  private ParameterException misuse(String command, String message) {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before it calls a command");
    }
    return new ParameterException(spec.subcommands().get(command), message);
  }

  private Actions.Output output(Format format) {
    return new Actions.Output(out, err, format.json);
  }

  /** The version of the toolkit. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"secateur " + Environment.version()};
    }
  }
}
