package io.secateur.jobs.config;

import io.secateur.energy.cost.ConvolutionalNetwork;
import io.secateur.energy.cost.LanguageModel;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.VideoTransformer;
import io.secateur.energy.cost.VisionTransformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code energy.shape}: a model that is none of the presets. */
final class ShapeConfig {
  private static final String KEY = "shape";
  private static final Map<String, List<String>> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("text", List.of("parameters", "layers", "width"));
    KEYS.put("cnn", List.of("parameters", "macs", "size"));
    KEYS.put("vit", List.of("layers", "width", "ffn", "patch", "size"));
    KEYS.put(
        "video",
        List.of(
            "layers",
            "width",
            "ffn",
            "matrices",
            "caption-tokens",
            "joint",
            "latent-time",
            "latent-space",
            "patch-time",
            "patch-space",
            "frames",
            "height",
            "image-width"));
  }

  private final Values energy;
  private final Map<String, String> given;
  private boolean whole = true;

  private ShapeConfig(Values energy) {
    this.energy = energy;
    this.given = energy.options(KEY);
  }

  static TrainedModel from(Values energy) {
    return new ShapeConfig(energy).model();
  }

  private TrainedModel model() {
    String kind = given.getOrDefault("kind", "");
    List<String> keys = KEYS.get(kind);
    if (keys == null) {
      energy.problem(KEY, "kind must be one of %s".formatted(String.join(", ", KEYS.keySet())));
      return new LanguageModel("own", 1, 0, 0);
    }
    Set<String> unknown = new TreeSet<>(given.keySet());
    unknown.removeAll(keys);
    unknown.remove("kind");
    unknown.remove("native-size");
    if (!unknown.isEmpty()) {
      energy.problem(
          KEY,
          "kind %s has no %s; it has %s"
              .formatted(kind, String.join(", ", unknown), String.join(", ", keys)));
    }
    Set<String> missing = new TreeSet<>(keys);
    missing.removeAll(given.keySet());
    if (!missing.isEmpty()) {
      energy.problem(KEY, "kind %s needs %s too".formatted(kind, String.join(", ", missing)));
      return new LanguageModel("own", 1, 0, 0);
    }
    TrainedModel model = ofKind(kind);
    return whole ? model : new LanguageModel("own", 1, 0, 0);
  }

  private TrainedModel ofKind(String kind) {
    boolean nativeSize = flag("native-size");
    return switch (kind) {
      case "text" ->
          new LanguageModel(
              "own text model", number("parameters"), count("layers"), count("width"));
      case "cnn" ->
          new ConvolutionalNetwork(
              "own network", number("parameters"), number("macs"), count("size"), nativeSize);
      case "vit" ->
          new VisionTransformer(
              "own vision transformer",
              count("layers"),
              count("width"),
              count("ffn"),
              count("patch"),
              count("size"),
              nativeSize);
      default ->
          new VideoTransformer(
              "own video transformer",
              new VideoTransformer.Body(
                  count("layers"),
                  count("width"),
                  count("ffn"),
                  count("matrices"),
                  count("caption-tokens"),
                  flag("joint")),
              new VideoTransformer.Latent(
                  count("latent-time"),
                  count("latent-space"),
                  count("patch-time"),
                  count("patch-space")),
              new VideoTransformer.Usual(count("frames"), count("height"), count("image-width")));
    };
  }

  private boolean flag(String key) {
    return Boolean.parseBoolean(given.getOrDefault(key, "false"));
  }

  private int count(String key) {
    double value = number(key);
    if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
      broken(key, "a whole number");
      return 1;
    }
    return (int) value;
  }

  private double number(String key) {
    try {
      double value = Double.parseDouble(given.getOrDefault(key, ""));
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    broken(key, "a number above 0");
    return 1;
  }

  private void broken(String key, String rule) {
    whole = false;
    energy.problem(KEY, "%s must be %s".formatted(key, rule));
  }
}
