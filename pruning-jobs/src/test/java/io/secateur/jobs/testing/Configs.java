package io.secateur.jobs.testing;

import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import java.nio.file.Path;
import java.util.List;

/** Configurations for tests: small models, little text. */
public final class Configs {
  private Configs() {}

  /** A run over a source, with some settings. */
  public static RunConfig of(Path source, Path output, String... settings) {
    String file =
        """
        run { name = test, output = "%s" }
        source { path = "%s" }
        embeddings { max-tokens = 32 }
        energy { regime = unknown }
        """
            .formatted(output, source);
    return ConfigFile.read(file, "run.conf", List.of(settings));
  }
}
