package io.secateur.jobs.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that a user fixes a file once and not one error at a time. */
public final class Problems {
  private static final int LONGEST_VALUE = 80;

  private final List<String> found = new ArrayList<>();

  void add(ConfigValue value, String key, String rule) {
    add(value.origin(), "invalid %s: %s (%s)".formatted(key, shown(value), rule));
  }

  void add(ConfigOrigin place, String problem) {
    found.add(place(place) + problem);
  }

  void add(String problem) {
    found.add(problem);
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }

  private static String shown(ConfigValue value) {
    String text = String.valueOf(value.unwrapped());
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }

  /** {@code run.conf: 12: }, or what was said on the command line. */
  private static String place(ConfigOrigin origin) {
    String description = origin.description().replaceFirst("^merge of .*,", "");
    return description.startsWith(ConfigFile.REFERENCE) ? "" : description + ": ";
  }
}
