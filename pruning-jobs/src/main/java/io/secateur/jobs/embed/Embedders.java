package io.secateur.jobs.embed;

import io.secateur.inference.TextEmbedder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The models that are open in this JVM: one of each, shared by all tasks, closed when the stage
 * ends on the driver and when the JVM ends on an executor.
 */
final class Embedders {
  private static final Map<String, TextEmbedder> OPEN = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Embedders::closeAll));
  }

  private Embedders() {}

  static synchronized TextEmbedder get(Path directory, int maxTokens, int threads) {
    return OPEN.computeIfAbsent(
        directory + "#" + maxTokens + "#" + threads,
        key -> TextEmbedder.open(directory, maxTokens, threads));
  }

  static synchronized void closeAll() {
    OPEN.values().forEach(TextEmbedder::close);
    OPEN.clear();
  }
}
