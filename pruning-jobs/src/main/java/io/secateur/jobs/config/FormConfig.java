package io.secateur.jobs.config;

import com.typesafe.config.Config;
import io.secateur.inference.Channels;
import io.secateur.inference.Gives;
import io.secateur.inference.ModelForm;
import io.secateur.inference.Reads;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What checkpoints read and give: the blocks {@code models.input} and {@code models.output}, or
 * those of a {@code model.conf}.
 *
 * @param form of the model
 * @param column of the source that it reads; null for the text
 * @param values that it was read from
 */
public record FormConfig(ModelForm form, @Nullable String column, Config values)
    implements Serializable {
  private static final List<String> INPUTS = List.of("text", "image", "floats");
  private static final List<String> OUTPUTS =
      List.of("class-logits", "next-token-logits", "embedding");

  /**
   * Reads both blocks.
   *
   * @param models that has them
   * @param block its name, for messages
   */
  static FormConfig from(Config models, String block, Problems problems) {
    Values input = new Values(models, "input", block + ".input", problems);
    Values output = new Values(models, "output", block + ".output", problems);
    String kind = input.choice("kind", INPUTS);
    String column = input.optionalText("column");
    if (column == null && !kind.equals("text")) {
      input.problem("column", "must name the column that holds the %s".formatted(kind));
    }
    Gives gives =
        Gives.valueOf(output.choice("kind", OUTPUTS).replace('-', '_').toUpperCase(Locale.ROOT));
    if (gives == Gives.NEXT_TOKEN_LOGITS && !kind.equals("text")) {
      output.problem("kind", "takes a text; only a text has a next token");
      gives = Gives.CLASS_LOGITS;
    }
    return new FormConfig(
        new ModelForm(reads(kind, input), gives, output.anyText("name"), /* classes= */ 0),
        column,
        models.withOnlyPath("input").withFallback(models.withOnlyPath("output")));
  }

  private static Reads reads(String kind, Values input) {
    return switch (kind) {
      case "image" -> image(input);
      case "floats" ->
          new Reads.Floats(
              input.anyText("name"),
              Math.max(1, input.smallCount("size", 1, "must be a whole number, at least 1")));
      default ->
          new Reads.Text(
              Math.max(
                  3,
                  input.smallCount(
                      "max-tokens",
                      3,
                      "must be a whole number, at least 3: two tokens are special")));
    };
  }

  private static Reads image(Values input) {
    String rule = "must be a whole number, at least 1";
    Channels channels =
        Channels.valueOf(input.choice("channels", List.of("rgb", "gray")).toUpperCase(Locale.ROOT));
    int width = input.smallCount("width", 1, rule);
    int height = input.smallCount("height", 1, rule);
    List<Double> mean = input.numbers("mean");
    List<Double> std = input.numbers("std");
    try {
      return new Reads.Image(input.anyText("name"), width, height, channels, mean, std);
    } catch (IllegalArgumentException e) {
      input.problem(
          "kind", String.valueOf(e.getMessage()).replaceFirst("^Invalid ", "with an invalid "));
      return new Reads.Text(3);
    }
  }
}
