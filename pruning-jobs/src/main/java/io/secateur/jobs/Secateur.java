package io.secateur.jobs;

import io.secateur.jobs.cli.CommandLineTool;
import java.util.Locale;

/** The one way in: {@code spark-submit --class io.secateur.jobs.Secateur secateur.jar run ...}. */
public final class Secateur {
  private Secateur() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers read alike wherever a run is looked at
    int code = CommandLineTool.run(new Jobs(), System.out, System.err, arguments);
    // Spark's own threads must not keep a finished job alive, nor hide its exit code.
    System.exit(code);
  }
}
