package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.BadValue;
import com.typesafe.config.ConfigException.WrongType;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
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
    this.config = root.getConfig(block);
    this.block = block;
    this.problems = problems;
  }

  String text(String key) {
    String text = optionalText(key);
    if (text == null) {
      problems.add("missing %s.%s (must be set; see reference.conf)".formatted(block, key));
      return "";
    }
    return text;
  }

  @Nullable String optionalText(String key) {
    if (config.getIsNull(key)) {
      return null;
    }
    return read(key, "", "must be text", config::getString);
  }

  List<String> texts(String key) {
    if (config.getIsNull(key)) {
      problems.add("missing %s.%s (must be set; see reference.conf)".formatted(block, key));
      return List.of();
    }
    ConfigValue value = config.getValue(key);
    if (value instanceof ConfigList) {
      return read(key, List.of(), "must be a list of texts", config::getStringList);
    }
    return List.of(read(key, "", "must be text", config::getString));
  }

  String choice(String key, List<String> choices) {
    String value = read(key, choices.get(0), "must be text", config::getString);
    if (!choices.contains(value)) {
      problems.add(
          config.getValue(key),
          name(key),
          "must be one of %s%s"
              .formatted(String.join(", ", choices), Suggest.hint(value, choices)));
      return choices.get(0);
    }
    return value;
  }

  double number(String key, DoublePredicate valid, String rule) {
    double value = read(key, Double.NaN, "must be a number", config::getDouble);
    if (!Double.isNaN(value) && !valid.test(value)) {
      problems.add(config.getValue(key), name(key), rule);
    }
    return value;
  }

  long count(String key, LongPredicate valid, String rule) {
    long value = read(key, Long.MIN_VALUE, "must be a whole number", this::whole);
    if (value != Long.MIN_VALUE && !valid.test(value)) {
      problems.add(config.getValue(key), name(key), rule);
    }
    return value;
  }

  int smallCount(String key, int least, String rule) {
    return (int) count(key, value -> value >= least && value <= Integer.MAX_VALUE, rule);
  }

  long bytes(String key) {
    return read(key, 1L, "must be a size, such as 256M", config::getBytes);
  }

  boolean flag(String key) {
    return read(key, true, "must be true or false", config::getBoolean);
  }

  Config block(String key) {
    return config.getConfig(key);
  }

  boolean isText(String key) {
    return config.getValue(key).valueType() == ConfigValueType.STRING;
  }

  void problem(String key, String rule) {
    problems.add(config.getValue(key), name(key), rule);
  }

  private long whole(String key) {
    double value = config.getDouble(key);
    if (value != Math.rint(value)) {
      throw new WrongType(config.getValue(key).origin(), "not whole");
    }
    return config.getLong(key);
  }

  private <T> T read(String key, T instead, String rule, Function<String, T> reader) {
    try {
      return reader.apply(key);
    } catch (WrongType | BadValue e) {
      problems.add(config.getValue(key), name(key), rule);
      return instead;
    }
  }

  private String name(String key) {
    return block + "." + key;
  }
}
