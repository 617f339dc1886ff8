package io.secateur.jobs.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The models that are open in this JVM: one of each, shared by all tasks, closed when the stage
 * ends on the driver and when the JVM ends on an executor.
 */
public final class OpenModels {
  private static final Map<String, AutoCloseable> OPEN = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OpenModels::closeAll));
  }

  private OpenModels() {}

  /**
   * A model, opened where it is not yet.
   *
   * @param kind of the model
   * @param key what tells it from others of its kind
   * @param open opens it
   */
  public static synchronized <T extends AutoCloseable> T get(
      Class<T> kind, String key, Supplier<T> open) {
    return kind.cast(OPEN.computeIfAbsent(kind.getName() + "#" + key, name -> open.get()));
  }

  /** Closes all; no task may be inside one. */
  public static synchronized void closeAll() {
    for (AutoCloseable model : OPEN.values()) {
      try {
        model.close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot close a model", e);
      }
    }
    OPEN.clear();
  }
}
