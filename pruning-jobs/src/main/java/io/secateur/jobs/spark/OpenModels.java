package io.secateur.jobs.spark;

import io.secateur.inference.Placement;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The models that are open in this JVM: one a device, shared by the tasks that use it. It stays
 * open for the tasks to come, until another model is opened: of twenty checkpoints an executor
 * holds one a device, or two while tasks of both run.
 */
public final class OpenModels {
  private static final Map<String, Open> OPEN = new HashMap<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OpenModels::closeIdle));
  }

  private OpenModels() {}

  /** A model, and how many tasks use it. */
  private static final class Open {
    private final String name;
    private final AutoCloseable model;
    private int users;

    Open(String name, AutoCloseable model) {
      this.name = name;
      this.model = model;
    }
  }

  /**
   * A model, opened where it is not yet; the caller releases it.
   *
   * @param kind of the model
   * @param key what tells it from others of its kind
   * @param placement where it runs
   * @param open opens it
   */
  public static synchronized <T extends AutoCloseable> T use(
      Class<T> kind, String key, Placement placement, Function<Placement, T> open) {
    String name = kind.getName() + "#" + key;
    String place = name + "#" + placement;
    Open found = OPEN.get(place);
    if (found == null) {
      closeIdle(other -> !other.name.equals(name)); // on other devices it will be wanted again
      found = new Open(name, open.apply(placement));
      OPEN.put(place, found);
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
    closeIdle(open -> true);
  }

  private static void closeIdle(Predicate<Open> which) {
    Iterator<Open> all = OPEN.values().iterator();
    while (all.hasNext()) {
      Open open = all.next();
      if (open.users <= 0 && which.test(open)) {
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
