package io.secateur.jobs.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

/** Configurations that are written in the tests; the first line says what every run must. */
final class Reading {
  private static final String FIRST_LINE = "run.output = out, source.path = in\n";

  private Reading() {}

  /** What the lines from the second on say. */
  static RunConfig read(String lines, String... settings) {
    return ConfigFile.read(FIRST_LINE + lines, "run.conf", List.of(settings));
  }

  /** The lines, from the second on, have these problems and no other. */
  static void refuses(String lines, String... problems) {
    refuses(lines, List.of(), problems);
  }

  /** The settings have these problems and no other. */
  static void refusesToSet(String setting, String... problems) {
    refuses("", List.of(setting), problems);
  }

  private static void refuses(String lines, List<String> settings, String... problems) {
    assertThatThrownBy(() -> ConfigFile.read(FIRST_LINE + lines, "run.conf", settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot start: %d problem%s in the configuration\n  - %s",
            problems.length, problems.length == 1 ? "" : "s", String.join("\n  - ", problems));
  }
}
