package io.secateur.jobs.cli;

import io.secateur.jobs.config.Suggest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code estimate}: what would pruning save, from flags alone. */
final class EstimateOptions {
  private static final List<String> REGIMES =
      List.of("fixed-epochs", "fixed-steps", "to-target", "unknown");

  @Option(
      names = "--prune",
      required = true,
      paramLabel = "SHARE",
      description = "Of the examples that would go: 0.4 or 40%%.")
  private String prune = "";

  @Option(
      names = "--regime",
      required = true,
      paramLabel = "REGIME",
      description =
          "What fewer examples mean for the training steps: fixed-epochs, fixed-steps, to-target or"
              + " unknown.")
  private String regime = "";

  @Option(
      names = "--steps-ratio",
      paramLabel = "RATIO",
      description = "To target: steps on the pruned set over steps on everything, as measured.")
  private @Nullable String stepsRatio;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "What is trained; `secateur list models` shows all. Default: bert-base.")
  private @Nullable String model;

  @Option(
      names = "--accelerator",
      paramLabel = "DEVICE",
      description = "On what; `secateur list models` shows all. Default: h100-sxm.")
  private @Nullable String accelerator;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data. Default: 3.")
  private @Nullable String epochs;

  @Option(
      names = "--trainings",
      paramLabel = "N",
      description = "That will use the pruned set. Default: 1.")
  private @Nullable String trainings;

  @Option(names = "--examples", paramLabel = "N", description = "In the set.")
  private @Nullable Long examples;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Of a text, as the trained model counts them.")
  private @Nullable Double tokens;

  @Option(names = "--frames", paramLabel = "N", description = "Of a clip.")
  private @Nullable Double frames;

  @Option(
      names = "--size",
      paramLabel = "HEIGHTxWIDTH",
      description = "Of a clip or image, pixels. Default: as the model is usually trained.")
  private @Nullable String size;

  @Option(
      names = "--clips",
      paramLabel = "POLICY",
      description = "How the trainer fits clips: full, bucket, crop or chunk.")
  private @Nullable String clips;

  @Option(
      names = "--kwh",
      paramLabel = "KWH",
      description = "That one training on everything took at the facility, as measured.")
  private @Nullable String kwh;

  @Option(
      names = "--accelerator-hours",
      paramLabel = "HOURS",
      description = "That it took, of all accelerators together, as measured.")
  private @Nullable String hours;

  @Option(
      names = "--emissions-csv",
      paramLabel = "FILE",
      description = "CodeCarbon's file of that training.")
  private @Nullable String emissions;

  @Option(
      names = "--pruning-kwh",
      paramLabel = "KWH",
      defaultValue = "0",
      description = "That the pruning itself would take (${DEFAULT-VALUE}).")
  private double pruningKwh;

  @Option(
      names = "--region",
      paramLabel = "COUNTRY",
      description = "For carbon; `secateur list regions` shows all.")
  private @Nullable String region;

  @Option(names = "--price", paramLabel = "PRICE", description = "Of a kilowatt-hour.")
  private @Nullable String price;

  @Option(names = "--equivalents", description = "Compares with things at home.")
  private boolean equivalents;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Any other key of the energy block, such as energy.tuning=lora. Repeatable.")
  private List<String> settings = new ArrayList<>();

  /** What is wrong with them, if anything. */
  Optional<String> problem() {
    double share = share();
    if (!(share > 0 && share < 1)) {
      return Optional.of(
          "Invalid --prune: %s (must be a share between 0 and 1, such as 0.4 or 40%%)"
              .formatted(prune));
    }
    if (!REGIMES.contains(regime)) {
      return Optional.of(
          "Invalid --regime: %s (must be one of %s%s)"
              .formatted(regime, String.join(", ", REGIMES), Suggest.hint(regime, REGIMES)));
    }
    if (examples != null && examples < 1) {
      return Optional.of("Invalid --examples: %d (must be at least 1)".formatted(examples));
    }
    if (!(pruningKwh >= 0 && pruningKwh < Double.POSITIVE_INFINITY)) {
      return Optional.of("Invalid --pruning-kwh: %s (must be at least 0)".formatted(pruningKwh));
    }
    return size == null || size.matches("\\d{1,6}x\\d{1,6}")
        ? Optional.empty()
        : Optional.of("Invalid --size: %s (must be HEIGHTxWIDTH, such as 480x832)".formatted(size));
  }

  private double share() {
    try {
      return prune.endsWith("%")
          ? Double.parseDouble(prune.substring(0, prune.length() - 1)) / 100
          : Double.parseDouble(prune);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  Actions.EstimateArguments arguments() {
    List<String> all = new ArrayList<>();
    all.add("energy.regime=" + regime);
    add(all, "steps-ratio", stepsRatio);
    add(all, "model", model);
    add(all, "accelerator", accelerator);
    add(all, "epochs", epochs);
    add(all, "trainings", trainings);
    add(all, "clips.policy", clips);
    add(all, "baseline.kwh", kwh);
    add(all, "baseline.accelerator-hours", hours);
    add(all, "baseline.emissions-csv", emissions);
    add(all, "region", region);
    add(all, "price", price);
    all.add("energy.equivalents=" + equivalents);
    all.addAll(settings);
    return new Actions.EstimateArguments(
        all,
        share(),
        examples == null ? 0 : examples,
        tokens == null ? Double.NaN : tokens,
        frames == null ? Double.NaN : frames,
        side(0),
        side(1),
        pruningKwh);
  }

  private double side(int which) {
    if (size == null) {
      return Double.NaN;
    }
    int cross = size.toLowerCase(Locale.ROOT).indexOf('x');
    return Double.parseDouble(which == 0 ? size.substring(0, cross) : size.substring(cross + 1));
  }

  private static void add(List<String> settings, String key, @Nullable String value) {
    if (value != null) {
      settings.add("energy." + key + "=" + value);
    }
  }
}
