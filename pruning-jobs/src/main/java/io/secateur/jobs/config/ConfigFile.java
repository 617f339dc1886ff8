package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.Parse;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a run's configuration together: its file, what the command line sets, the defaults. */
public final class ConfigFile {
  static final String REFERENCE = "reference.conf";

  /** Blocks whose keys are not ours to know. */
  private static final Set<String> FREE = Set.of("source.options");

  private ConfigFile() {}

  /** The defaults. */
  public static Config reference() {
    try (InputStream in = ConfigFile.class.getResourceAsStream("/io/secateur/jobs/" + REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException(REFERENCE + " is not in the jar");
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(in, StandardCharsets.UTF_8),
          ConfigParseOptions.defaults().setOriginDescription(REFERENCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a run's configuration.
   *
   * @param text of its file
   * @param name of its file, for messages
   * @param settings {@code key=value} each, from the command line; the last one wins
   * @throws ConfigException with every problem of the file and the settings
   */
  public static RunConfig read(String text, String name, List<String> settings) {
    Problems problems = new Problems();
    Config config = parse(text, name, problems);
    for (String setting : settings) {
      config = set(setting, problems).withFallback(config);
    }
    Config reference = reference();
    noteUnknown(config.root(), reference.root(), "", problems);
    problems.throwIfAny();
    try {
      return RunConfig.from(config.withFallback(reference).resolve());
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(String.valueOf(e.getMessage()));
      problems.throwIfAny();
      throw e;
    }
  }

  private static Config parse(String text, String name, Problems problems) {
    try {
      return ConfigFactory.parseReader(
          new StringReader(text), ConfigParseOptions.defaults().setOriginDescription(name));
    } catch (Parse e) {
      problems.add(String.valueOf(e.getMessage()));
      return ConfigFactory.empty();
    }
  }

  private static Config set(String setting, Problems problems) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      problems.add(
          "--set: invalid setting: %s (must be key=value, such as select.keep=0.3)"
              .formatted(setting));
      return ConfigFactory.empty();
    }
    String key = setting.substring(0, equals).strip();
    return ConfigFactory.empty().withValue(key, value(setting.substring(equals + 1).strip()));
  }

  /** A list or block is read as one; anything else is text, which reads as a number where asked. */
  private static ConfigValue value(String text) {
    if (text.startsWith("[") || text.startsWith("{")) {
      return ConfigFactory.parseString(
              "v = " + text, ConfigParseOptions.defaults().setOriginDescription("--set"))
          .getValue("v");
    }
    Object value = text.equals("null") ? null : text;
    return ConfigValueFactory.fromAnyRef(value, "--set");
  }

  private static void noteUnknown(
      ConfigObject given, ConfigObject known, String path, Problems problems) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = path + entry.getKey();
      ConfigValue expected = known.get(entry.getKey());
      if (expected == null) {
        List<String> names = new ArrayList<>();
        known.keySet().forEach(name -> names.add(path + name));
        problems.add(
            entry.getValue().origin(), "unknown key %s%s".formatted(key, inBrackets(key, names)));
      } else if (expected instanceof ConfigObject block && !FREE.contains(key)) {
        if (entry.getValue() instanceof ConfigObject inner) {
          noteUnknown(inner, block, key + ".", problems);
        } else {
          problems.add(entry.getValue(), key, "must be a block: %s { ... }".formatted(key));
        }
      }
    }
  }

  private static String inBrackets(String key, List<String> names) {
    String hint = Suggest.hint(key, names);
    return hint.isEmpty()
        ? " (known here: %s)".formatted(String.join(", ", names.stream().sorted().toList()))
        : " (%s)".formatted(hint.substring(2));
  }
}
