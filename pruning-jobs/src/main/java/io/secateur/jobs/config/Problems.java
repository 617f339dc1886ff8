package io.secateur.jobs.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong, in the order of the file, so that a user fixes it once and not one error
 * at a time.
 */
public final class Problems {
  private static final int LONGEST_VALUE = 80;

  private final List<Problem> found = new ArrayList<>();

  /** Its line of the file, or 0 where it has none; what the command line says comes last. */
  private record Problem(int line, String text) {}

  void add(ConfigValue value, String key, String rule) {
    add(value.origin(), "invalid %s: %s (%s)".formatted(key, shown(value), rule));
  }

  void add(ConfigOrigin place, String problem) {
    boolean set = place.description().startsWith(ConfigFile.SET);
    found.add(
        new Problem(
            set ? Integer.MAX_VALUE : Math.max(0, place.lineNumber()), place(place) + problem));
  }

  void add(String problem) {
    found.add(new Problem(0, problem));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(
          found.stream()
              .sorted(Comparator.comparingInt(Problem::line))
              .map(Problem::text)
              .toList());
    }
  }

  private static String shown(ConfigValue value) {
    String text = String.valueOf(value.unwrapped());
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }

  /** {@code run.conf: 12: }, or {@code --set: }; nothing for a default. */
  private static String place(ConfigOrigin origin) {
    String description = origin.description().replaceFirst("^merge of .*,", "");
    if (description.startsWith(ConfigFile.SET)) {
      return ConfigFile.SET + ": ";
    }
    return description.startsWith(ConfigFile.DEFAULTS) ? "" : description + ": ";
  }
}
