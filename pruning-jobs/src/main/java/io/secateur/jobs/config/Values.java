package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.BadValue;
import com.typesafe.config.ConfigException.Null;
import com.typesafe.config.ConfigException.WrongType;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one block, and notes every one that breaks its rule. A value that could not
 * be read comes back as something harmless: the problem list stops the run before it is used.
 */
final class Values {
  private final Config config;
  private final String block;
  private final Problems problems;

  Values(Config root, String block, Problems problems) {
    this(root, block, block, problems);
  }

  /** A block that messages name otherwise. */
  Values(Config root, String block, String shown, Problems problems) {
    this.config = root.getConfig(block);
    this.block = shown;
    this.problems = problems;
  }

  String text(String key) {
    if (config.getIsNull(key)) {
      missing(key);
      return "";
    }
    return someText(key);
  }

  @Nullable String optionalText(String key) {
    return config.getIsNull(key) ? null : someText(key);
  }

  /** A text that may be empty or blank. */
  String anyText(String key) {
    String text = read(key, config::getString);
    if (text == null) {
      problem(key, "must be text");
      return "";
    }
    return text;
  }

  private String someText(String key) {
    String text = read(key, config::getString);
    if (text == null || text.isBlank()) {
      problem(key, text == null ? "must be text" : "must not be empty");
      return "";
    }
    return text;
  }

  /** One text, or a list of them. */
  List<String> texts(String key) {
    if (config.getIsNull(key)) {
      missing(key);
      return List.of();
    }
    if (!(value(key) instanceof ConfigList)) {
      return List.of(someText(key));
    }
    List<String> texts = read(key, config::getStringList);
    if (texts == null) {
      problem(key, "must be a list of texts");
      return List.of();
    }
    return List.copyOf(texts);
  }

  /** The same, and at least one. */
  List<String> someTexts(String key) {
    if (value(key) instanceof ConfigList list && list.isEmpty()) {
      problem(key, "must not be empty");
    }
    return texts(key);
  }

  /** Names of columns: one or a list of them, at least one, none empty and none twice. */
  List<String> someNames(String key) {
    List<String> names = someTexts(key);
    if (value(key) instanceof ConfigList) {
      noteBlankAndRepeated(key, names);
    }
    return names;
  }

  /** The same, or none. */
  List<String> names(String key) {
    boolean none =
        config.getIsNull(key) || (value(key) instanceof ConfigList list && list.isEmpty());
    return none ? List.of() : someNames(key);
  }

  private void noteBlankAndRepeated(String key, List<String> names) {
    if (names.stream().anyMatch(String::isBlank)) {
      problem(key, "must not hold an empty name");
    }
    names.stream()
        .filter(name -> Collections.frequency(names, name) > 1)
        .distinct()
        .forEach(name -> problem(key, "must name a column once; %s is repeated".formatted(name)));
  }

  /** One of the choices; the first one, where it is none. */
  String choice(String key, List<String> choices) {
    String value = read(key, config::getString);
    if (value == null || !choices.contains(value)) {
      String hint = value == null ? "" : Suggest.hint(value, choices);
      problem(key, "must be one of %s%s".formatted(String.join(", ", choices), hint));
      return choices.get(0);
    }
    return value;
  }

  /** A number; NaN where it breaks its rule, as NaN and the infinities always do. */
  double number(String key, DoublePredicate valid, String rule) {
    Double value = read(key, config::getDouble);
    if (value == null || !Double.isFinite(value) || !valid.test(value)) {
      problem(key, rule);
      return Double.NaN;
    }
    return value;
  }

  /** A list of numbers. */
  List<Double> numbers(String key) {
    List<Double> values = read(key, config::getDoubleList);
    if (values == null) {
      problem(key, "must be a list of numbers");
      return List.of();
    }
    return List.copyOf(values);
  }

  /** Texts by keys of the user's. */
  Map<String, String> byName(String key) {
    Map<String, String> texts = new TreeMap<>();
    config
        .getConfig(key)
        .root()
        .forEach(
            (name, value) -> {
              if (value.valueType() == ConfigValueType.STRING) {
                texts.put(name, (String) value.unwrapped());
              } else {
                problem(key, "must be text each: checkpoint = path");
              }
            });
    return texts;
  }

  /** Numbers other than 0 by names of the user's, or one name for itself alone. */
  Map<String, Double> weights(String key) {
    if (isText(key)) {
      return Map.of(someText(key), 1.0);
    }
    String rule = "must be a score, or weights of scores such as { el2n = 1, aum = 0.5 }";
    Map<String, Double> weights = new TreeMap<>();
    if (!(value(key) instanceof ConfigObject object) || object.isEmpty()) {
      problem(key, rule);
      return weights;
    }
    object.forEach(
        (name, value) -> {
          if (value.unwrapped() instanceof Number number && number.doubleValue() != 0) {
            weights.put(name, number.doubleValue());
          } else {
            problem(key, rule);
          }
        });
    return weights;
  }

  boolean isNull(String key) {
    return config.getIsNull(key);
  }

  long count(String key, LongPredicate valid, String rule) {
    Long value = read(key, this::whole);
    if (value == null || !valid.test(value)) {
      problem(key, rule);
      return 0;
    }
    return value;
  }

  int smallCount(String key, int least, String rule) {
    long value = count(key, v -> v >= least, rule);
    if (value > Integer.MAX_VALUE) {
      problem(key, "must be at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  long bytes(String key, long least, String rule) {
    Long value = read(key, config::getBytes);
    if (value == null || value < least) {
      problem(key, rule);
      return least;
    }
    return value;
  }

  boolean flag(String key) {
    Boolean value = read(key, config::getBoolean);
    if (value == null) {
      problem(key, "must be true or false");
      return true;
    }
    return value;
  }

  /** A block whose keys are those of Spark's reader; a key with dots is one key. */
  Map<String, String> options(String key) {
    Map<String, String> options = new TreeMap<>();
    config
        .getConfig(key)
        .entrySet()
        .forEach(
            option ->
                options.put(
                    String.join(".", ConfigUtil.splitPath(option.getKey())),
                    option.getValue().unwrapped() + ""));
    return options;
  }

  boolean isText(String key) {
    return value(key).valueType() == ConfigValueType.STRING;
  }

  boolean says(String key, String text) {
    return text.equals(value(key).unwrapped());
  }

  void problem(String key, String rule) {
    problems.add(value(key), name(key), rule);
  }

  private void missing(String key) {
    problems.add(
        value(key).origin(),
        "missing %s (must be set, in the file or with --set)".formatted(name(key)));
  }

  /** A value, also where it is null. */
  private ConfigValue value(String key) {
    ConfigValue value = config.root();
    for (String name : ConfigUtil.splitPath(key)) {
      value = Objects.requireNonNull(((ConfigObject) value).get(name), key);
    }
    return value;
  }

  /** Exact, where a double would round. */
  private @Nullable Long whole(String key) {
    try {
      return new BigDecimal(config.getString(key)).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  private <T> @Nullable T read(String key, Function<String, @Nullable T> reader) {
    try {
      return reader.apply(key);
    } catch (WrongType | BadValue | Null e) {
      return null;
    }
  }

  private String name(String key) {
    return block + "." + key;
  }
}
