package io.secateur.jobs.spark;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The models that are open in this JVM: one of each, shared by the tasks that use it. It stays open
 * for the tasks to come, until another is opened: of twenty checkpoints an executor holds one, or
 * two while tasks of both run.
 */
public final class OpenModels {
  private static final Map<String, Open> OPEN = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OpenModels::closeIdle));
  }

  private OpenModels() {}

  /** A model, and how many tasks use it. */
  private static final class Open {
    private final AutoCloseable model;
    private int users;

    Open(AutoCloseable model) {
      this.model = model;
    }
  }

  /**
   * A model, opened where it is not yet; the caller releases it.
   *
   * @param kind of the model
   * @param key what tells it from others of its kind
   * @param open opens it
   */
  public static synchronized <T extends AutoCloseable> T use(
      Class<T> kind, String key, Supplier<T> open) {
    String name = kind.getName() + "#" + key;
    Open found = OPEN.get(name);
    if (found == null) {
      closeIdle();
      found = new Open(open.get());
      OPEN.put(name, found);
    }
    found.users++;
    return kind.cast(found.model);
  }

  /**
   * Says that a task is done with a model.
   *
   * @param model as {@link #use} gave it
   */
  public static synchronized void release(AutoCloseable model) {
    OPEN.values().stream().filter(open -> open.model.equals(model)).forEach(open -> open.users--);
  }

  /** Closes the models that no task uses. */
  public static synchronized void closeIdle() {
    Iterator<Open> all = OPEN.values().iterator();
    while (all.hasNext()) {
      Open open = all.next();
      if (open.users <= 0) {
        all.remove();
        close(open.model);
      }
    }
  }

  private static void close(AutoCloseable model) {
    try {
      model.close();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot close a model", e);
    }
  }
}
