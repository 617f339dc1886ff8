package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.Parse;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts a run's configuration together: its file, what the command line sets, the defaults. */
public final class ConfigFile {
  /** The place of what no file of the user's says. */
  static final String DEFAULTS = "the defaults";

  private static final String REFERENCE = "reference.conf";

  static final String SET = "--set";

  /** Blocks whose keys are not ours to know. */
  private static final Set<String> FREE =
      Set.of("source.options", "energy.shape", "score.target.options", "models.trained-on");

  /** What a setting is read as, rather than as text: JSON but for bare words. */
  private static final Pattern JSON =
      Pattern.compile(
          "[\\[{\"].*|null|true|false|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?", Pattern.DOTALL);

  private ConfigFile() {}

  /** The defaults. */
  public static Config reference() {
    try (InputStream in = ConfigFile.class.getResourceAsStream("/io/secateur/jobs/" + REFERENCE)) {
      if (in == null) {
        throw new IllegalStateException(REFERENCE + " is not in the jar");
      }
      return ConfigFactory.parseReader(
          new InputStreamReader(in, StandardCharsets.UTF_8),
          ConfigParseOptions.defaults().setOriginDescription(DEFAULTS));
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
    problems.throwIfAny(); // what cannot be read at all hides the rest
    Config reference = reference();
    Config whole = resolve(config.withFallback(reference), problems);
    List<String> noBlocks = new ArrayList<>();
    noteUnknown(whole.root(), reference.root(), "", noBlocks, problems);
    for (String path : noBlocks) {
      whole = whole.withoutPath(path);
    }
    return RunConfig.from(whole.withFallback(reference), problems);
  }

  private static Config parse(String text, String name, Problems problems) {
    try {
      return ConfigFactory.parseReader(new StringReader(text), options(name, problems));
    } catch (Parse e) {
      problems.add(message(e));
      return ConfigFactory.empty();
    }
  }

  private static Config resolve(Config config, Problems problems) {
    try {
      return config.resolve();
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(message(e));
      problems.throwIfAny();
      throw e;
    }
  }

  private static Config set(String setting, Problems problems) {
    int equals = setting.indexOf('=');
    try {
      if (equals >= 0) {
        Object value = value(setting.substring(equals + 1).strip(), problems);
        return ConfigFactory.parseMap(
            Collections.singletonMap(setting.substring(0, equals).strip(), value), SET);
      }
    } catch (com.typesafe.config.ConfigException e) {
      // neither a key nor a value that can be read; what the parser says of it helps nobody
    }
    problems.add(
        "%s: invalid setting: %s (must be key=value, such as select.keep=0.3)"
            .formatted(SET, setting));
    return ConfigFactory.empty();
  }

  /** As a file would have it; a bare word is text, which needs no quotes here. */
  private static @Nullable Object value(String text, Problems problems) {
    return JSON.matcher(text).matches()
        ? ConfigFactory.parseString("v = " + text, options(SET, problems)).root().get("v")
        : text;
  }

  private static ConfigParseOptions options(String name, Problems problems) {
    return ConfigParseOptions.defaults()
        .setOriginDescription(name)
        .setIncluder(new NoIncludes(name, problems));
  }

  private static String message(com.typesafe.config.ConfigException e) {
    return String.valueOf(e.getMessage())
        .replace(", or you may be able to rename the file .properties rather than .conf", "")
        .replace("a close parentheses ')'", "a closing '}'");
  }

  /**
   * Reads the {@code model.conf} beside a model: the blocks {@code input} and {@code output} of
   * {@code models}, where they are other than those of the run.
   *
   * @param text of the file
   * @param name of the file, for messages
   * @param models that it is among
   * @throws ConfigException with every problem of the file
   */
  public static FormConfig readForm(String text, String name, FormConfig models) {
    Problems problems = new Problems();
    Config config = parse(text, name, problems);
    problems.throwIfAny();
    Config known = reference().getConfig("models");
    Config form = known.withOnlyPath("input").withFallback(known.withOnlyPath("output"));
    noteUnknown(config.root(), form.root(), "", new ArrayList<>(), problems);
    problems.throwIfAny();
    boolean ownText =
        config.hasPath("input.kind") && config.getValue("input.kind").unwrapped().equals("text");
    Config others =
        ownText && !config.hasPath("input.column") // the column of images is none of its
            ? known.withOnlyPath("input.column").withFallback(models.values())
            : models.values();
    FormConfig read = FormConfig.from(config.withFallback(others).resolve(), "model", problems);
    problems.throwIfAny();
    return read;
  }

  private static void noteUnknown(
      ConfigObject given,
      ConfigObject known,
      String path,
      List<String> noBlocks,
      Problems problems) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(given).entrySet()) {
      String key = path + entry.getKey();
      ConfigValue expected = known.get(entry.getKey());
      if (expected == null) {
        problems.add(
            entry.getValue().origin(),
            "unknown key %s (%s)".formatted(key, cure(entry.getKey(), path, known)));
      } else if (expected instanceof ConfigObject block) {
        if (!(entry.getValue() instanceof ConfigObject inner)) {
          problems.add(entry.getValue(), key, "must be a block: %s { ... }".formatted(key));
          noBlocks.add(key);
        } else if (!FREE.contains(key)) {
          noteUnknown(inner, block, key + ".", noBlocks, problems);
        }
      }
    }
  }

  private static String cure(String name, String path, ConfigObject known) {
    List<String> names = known.keySet().stream().sorted().toList();
    return Suggest.nearest(name, names)
        .map(near -> "did you mean %s%s?".formatted(path, near))
        .orElse("known here: %s".formatted(String.join(", ", names)));
  }
}
