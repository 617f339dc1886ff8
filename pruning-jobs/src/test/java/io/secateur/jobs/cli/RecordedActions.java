package io.secateur.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does nothing but remember what it was told, or fails as it was told. */
final class RecordedActions implements Actions {
  final List<String> calls = new ArrayList<>();
  private final @Nullable RuntimeException failure;

  RecordedActions() {
    this(null);
  }

  RecordedActions(@Nullable RuntimeException failure) {
    this.failure = failure;
  }

  @Override
  public void run(RunArguments arguments, String from, Output output) {
    record("run %s from %s".formatted(arguments, from), output);
  }

  @Override
  public void dedup(RunArguments arguments, Output output) {
    record("dedup %s".formatted(arguments), output);
  }

  @Override
  public void plan(RunArguments arguments, Output output) {
    record("plan %s".formatted(arguments), output);
  }

  @Override
  public void demo(String directory, boolean all, Output output) {
    record("demo %s all %s".formatted(directory, all), output);
  }

  @Override
  public void explain(String run, List<String> ids, Output output) {
    record("explain %s of %s".formatted(String.join(", ", ids), run), output);
  }

  @Override
  public void diff(String before, String after, Output output) {
    record("diff %s %s".formatted(before, after), output);
  }

  @Override
  public void apply(ApplyArguments arguments, Output output) {
    record("apply %s".formatted(arguments), output);
  }

  @Override
  public void estimate(EstimateArguments arguments, Output output) {
    record("estimate %s".formatted(arguments), output);
  }

  @Override
  public void report(String run, Output output) {
    record("report %s".formatted(run), output);
  }

  @Override
  public void list(String what, Output output) {
    record("list %s".formatted(what), output);
  }

  private void record(String call, Output output) {
    calls.add(output.json() ? call + " as JSON" : call);
    output.out().print("result");
    output.err().print("progress");
    if (failure != null) {
      throw failure;
    }
  }
}
