package io.secateur.jobs.config;

import java.util.List;

/** The run cannot start as configured. Lists every problem found, each with its place and cure. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(List<String> problems) {
    super(
        "Cannot start: %d problem%s in the configuration\n"
                .formatted(problems.size(), problems.size() == 1 ? "" : "s")
            + "  - "
            + String.join("\n  - ", problems));
  }
}
