package io.secateur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import io.secateur.inference.ModelException;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineToolTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void runPassesItsArguments() {
    assertThat(
            calls(
                "run",
                "-c",
                "run.conf",
                "--set",
                "select.keep=0.2",
                "-s",
                "run.seed=1",
                "--output",
                "out",
                "--from",
                "select",
                "--json"))
        .containsExactly(
            "run RunArguments[file=run.conf, settings=[select.keep=0.2, run.seed=1], output=out]"
                + " from select as JSON");
  }

  @Test
  void runDoesAllStagesUnlessToldOtherwise() {
    assertThat(calls("run", "--config=run.conf"))
        .containsExactly("run RunArguments[file=run.conf, settings=[], output=null] from read");
  }

  @Test
  void runStartsFromEveryStage() {
    for (String stage : StageName.keys()) {
      assertThat(calls("run", "-c", "run.conf", "--from", stage))
          .containsExactly(
              "run RunArguments[file=run.conf, settings=[], output=null] from " + stage);
    }
  }

  @Test
  void dedupPassesItsArguments() {
    assertThat(calls("dedup", "-c", "run.conf", "-o", "out"))
        .containsExactly("dedup RunArguments[file=run.conf, settings=[], output=out]");
  }

  @Test
  void planPassesItsArguments() {
    assertThat(calls("plan", "-c", "s3a://lake/run.conf", "-s", "a=b,c", "-o", "out"))
        .containsExactly(
            "plan RunArguments[file=s3a://lake/run.conf, settings=[a=b,c], output=out]");
  }

  @Test
  void demoPassesItsArguments() {
    assertThat(calls("demo")).containsExactly("demo secateur-demo all false");
    assertThat(calls("demo", "--all", "-o", "here", "--json"))
        .containsExactly("demo here all true as JSON");
  }

  @Test
  void explainPassesItsArguments() {
    assertThat(calls("explain", "--run", "out", "--id", "-a/b c"))
        .containsExactly("explain -a/b c of out");
    assertThat(calls("explain", "--id=@1", "--run=out", "--json"))
        .containsExactly("explain @1 of out as JSON");
    assertThat(calls("explain", "--run", "out", "--id", "a,b", "--id", "c"))
        .containsExactly("explain a,b, c of out");
  }

  @Test
  void diffPassesItsArguments() {
    assertThat(calls("diff", "one", "other")).containsExactly("diff one other");
    assertThat(calls("diff", "--json", "one", "other")).containsExactly("diff one other as JSON");
  }

  @Test
  void applyPassesItsArguments() {
    assertThat(calls("apply", "--ledger", "run", "--examples", "a"))
        .containsExactly(
            "apply ApplyArguments[ledger=run, examples=[a], output=null, id=null, format=null,"
                + " options={}, allowUnknown=false, allowMissing=false, overwrite=false]");
    assertThat(
            calls(
                "apply",
                "--ledger=run/4-decisions",
                "--examples=a",
                "--examples=b",
                "-o=out",
                "--id=key",
                "--format=csv",
                "--option=header=true",
                "--option=sep=,",
                "--allow-unknown",
                "--allow-missing",
                "--overwrite",
                "--json"))
        .containsExactly(
            "apply ApplyArguments[ledger=run/4-decisions, examples=[a, b], output=out, id=key,"
                + " format=csv, options={header=true, sep=,}, allowUnknown=true, allowMissing=true,"
                + " overwrite=true] as JSON");
  }

  @Test
  void reportPassesItsArguments() {
    assertThat(calls("report", "--run", "out")).containsExactly("report out");
    assertThat(calls("report", "--run", "out", "--json")).containsExactly("report out as JSON");
  }

  @Test
  void listPassesItsArguments() {
    for (String what : List.of("scorers", "policies", "models", "regions")) {
      assertThat(calls("list", what)).containsExactly("list " + what);
    }
    assertThat(calls("list", "--json", "models")).containsExactly("list models as JSON");
  }

  private List<String> calls(String... arguments) {
    RecordedActions actions = new RecordedActions();
    out.reset();
    err.reset();
    assertThat(run(actions, arguments)).isZero();
    assertThat(text(out)).isEqualTo("result");
    assertThat(text(err)).isEqualTo("progress");
    return actions.calls;
  }

  @Test
  void refusesUnknownCommandsAndNamesTheOneThatWasMeant() {
    assertThat(misuse("rnu"))
        .isEqualTo(
            """
            Unmatched argument at index 0: 'rnu'
            rnu: did you mean run?
            Try 'secateur --help'.
            """);
    assertThat(misuse("frobnicate"))
        .isEqualTo(
            """
            Unmatched argument at index 0: 'frobnicate'
            Try 'secateur --help'.
            """);
    assertThat(misuse())
        .isEqualTo(
            """
            Missing required subcommand
            Try 'secateur --help'.
            """);
  }

  @Test
  void refusesUnknownOptionsAndNamesTheOneThatWasMeant() {
    assertThat(misuse("report", "--run", "out", "--jsno"))
        .isEqualTo(
            """
            Unknown option: '--jsno'
            --jsno: did you mean --json?
            Try 'secateur report --help'.
            """);
    assertThat(misuse("run", "--confg", "run.conf"))
        .isEqualTo(
            """
            Missing required option: '--config=FILE'
            --confg: did you mean --config?
            Try 'secateur run --help'.
            """);
    assertThat(misuse("demo", "extra"))
        .isEqualTo(
            """
            Unmatched argument at index 1: 'extra'
            Try 'secateur demo --help'.
            """);
  }

  @Test
  void refusesACommandWithoutWhatItNeeds() {
    assertThat(misuse("plan"))
        .isEqualTo(
            """
            Missing required option: '--config=FILE'
            Try 'secateur plan --help'.
            """);
    assertThat(misuse("explain"))
        .isEqualTo(
            """
            Missing required options: '--run=DIR', '--id=ID'
            Try 'secateur explain --help'.
            """);
    assertThat(misuse("run", "-c"))
        .isEqualTo(
            """
            Missing required parameter for option '--config' (FILE)
            Try 'secateur run --help'.
            """);
    assertThat(misuse("list"))
        .isEqualTo(
            """
            Missing required parameter: 'WHAT'
            Try 'secateur list --help'.
            """);
  }

  @Test
  void refusesAStageThatIsNone() {
    assertThat(misuse("run", "-c", "run.conf", "--from", "selct"))
        .isEqualTo(
            """
            Invalid --from: selct (must be one of read, dedup, embed, semantic, predict, score, \
            select, write, report; did you mean select?)
            Try 'secateur run --help'.
            """);
    assertThat(misuse("run", "-c", "run.conf", "--from", "READ"))
        .isEqualTo(
            """
            Invalid --from: READ (must be one of read, dedup, embed, semantic, predict, score, \
            select, write, report)
            Try 'secateur run --help'.
            """);
  }

  @Test
  void refusesToListWhatThereIsNot() {
    assertThat(misuse("list", "scorer"))
        .isEqualTo(
            """
            Invalid list: scorer (must be one of scorers, policies, models, regions; did you mean scorers?)
            Try 'secateur list --help'.
            """);
  }

  @Test
  void refusesAFormatThatIsNone() {
    assertThat(misuse("apply", "--ledger", "a", "--examples", "b", "--format", "parqet"))
        .isEqualTo(
            """
            Invalid --format: parqet (must be one of parquet, json, csv, orc, table; did you mean \
            parquet?)
            Try 'secateur apply --help'.
            """);
  }

  @Test
  void refusesToExplainVeryManyAtOnce() {
    List<String> arguments = new java.util.ArrayList<>(List.of("explain", "--run", "out"));
    for (int i = 0; i < 21; i++) {
      arguments.add("--id=" + i);
    }
    assertThat(misuse(arguments.toArray(String[]::new)))
        .isEqualTo(
            """
            Invalid --id: 21 of them (at most 20; the ledger, 4-decisions, has all)
            Try 'secateur explain --help'.
            """);
  }

  private String misuse(String... arguments) {
    RecordedActions actions = new RecordedActions();
    out.reset();
    err.reset();
    assertThat(run(actions, arguments)).isEqualTo(2);
    assertThat(actions.calls).isEmpty();
    assertThat(text(out)).isEmpty();
    return text(err);
  }

  @Test
  void aConfigurationThatIsWrongEndsWithTwoAndItsMessageAlone() {
    ConfigException wrong = new ConfigException(List.of("run.conf: 1: invalid a: b (c)", "d"));

    assertThat(failure(wrong, 2))
        .isEqualTo(
            """
            Cannot start: 2 problems in the configuration
              - run.conf: 1: invalid a: b (c)
              - d
            """);
  }

  @Test
  void dataThatCannotBePrunedEndWithThreeAndTheirMessageAlone() {
    assertThat(failure(new DataException("Cannot read a: b. c"), 3))
        .isEqualTo("Cannot read a: b. c\n");
    assertThat(failure(DataException.of("read a", List.of("b", "c")), 3))
        .isEqualTo(
            """
            Cannot read a: 2 problems
              - b
              - c
            """);
    assertThat(failure(new ModelException("Cannot load m: n. o"), 3))
        .isEqualTo("Cannot load m: n. o\n");
  }

  @Test
  void whatAnExecutorThrewIsFoundBelowWhatSparkMadeOfIt() {
    RuntimeException job =
        new IllegalStateException(
            "Job aborted due to stage failure", new DataException("Cannot read a: b. c"));

    assertThat(failure(job, 3)).isEqualTo("Cannot read a: b. c\n");
  }

  @Test
  void anythingElseIsOursAndEndsWithOneAndATraceToReport() {
    String message = failure(new IllegalStateException("no keeper"), 1);

    assertThat(message)
        .startsWith(
            """
            This is a bug of ours, or a machine that failed; the last good run is as it was.
            Please report it with the lines below; SECATEUR_LOG=info shows Spark's log.
            java.lang.IllegalStateException: no keeper
            """)
        .contains("\tat io.secateur.jobs.cli.CommandLineToolTest.");
  }

  private String failure(RuntimeException failure, int code) {
    err.reset();
    assertThat(run(new RecordedActions(failure), "list", "models")).isEqualTo(code);
    return text(err).replaceFirst("^progress", "");
  }

  @Test
  void saysItsVersionWhereverItIsAsked() {
    for (String[] arguments : List.of(new String[] {"--version"}, new String[] {"run", "-V"})) {
      out.reset();
      assertThat(run(new RecordedActions(), arguments)).isZero();
      assertThat(text(out)).matches("secateur \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
    }
  }

  @Test
  void helpIsAsWeReadItLast() {
    assertThat(help()).isEqualTo(golden("secateur"));
    for (String command :
        List.of(
            "run",
            "dedup",
            "plan",
            "demo",
            "explain",
            "diff",
            "apply",
            "estimate",
            "report",
            "list")) {
      assertThat(help(command)).isEqualTo(golden(command));
    }
  }

  private static String golden(String command) {
    return contentOf(
        CommandLineToolTest.class.getResource("/golden/help/%s.txt".formatted(command)),
        StandardCharsets.UTF_8);
  }

  private String help(String... command) {
    out.reset();
    List<String> arguments = new java.util.ArrayList<>(List.of(command));
    arguments.add("--help");
    assertThat(run(new RecordedActions(), arguments.toArray(String[]::new))).isZero();
    return text(out);
  }

  @Test
  void helpNamesEveryStage() {
    assertThat(help("run").replaceAll("\\s+", " ")).contains(String.join(", ", StageName.keys()));
  }

  private int run(Actions actions, String... arguments) {
    return CommandLineTool.run(
        actions,
        new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8),
        new PrintStream(err, /* autoFlush= */ true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
