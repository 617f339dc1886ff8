package io.secateur.jobs.config;

import io.secateur.energy.Accelerator;
import io.secateur.energy.Precision;
import io.secateur.energy.Priors;
import io.secateur.energy.Regime;
import io.secateur.energy.TrainingPlan;
import io.secateur.energy.cost.Packing;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainedModels;
import io.secateur.energy.cost.Trainer;
import io.secateur.energy.cost.TrainingCost;
import io.secateur.energy.cost.Tuning;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The {@code energy} block.
 *
 * @param plan how the pruned set will be used
 * @param cost what a training pass over an example costs
 * @param accelerator its name
 * @param tokensPerWord tokens of the trained model a word, above 0
 * @param framesPerSecond of clips of which only the seconds are known
 * @param regimeSaid whether the user has said what fewer examples mean for the steps
 * @param footprint what the energy means besides
 * @param metered whether counters are read while the run prunes
 */
public record EnergyConfig(
    TrainingPlan plan,
    TrainingCost cost,
    String accelerator,
    double tokensPerWord,
    double framesPerSecond,
    boolean regimeSaid,
    FootprintConfig footprint,
    boolean metered)
    implements Serializable {

  static EnergyConfig from(Values energy) {
    TrainedModel model =
        energy.options("shape").isEmpty()
            ? TrainedModels.named(
                    energy.choice("model", names(TrainedModels.all(), TrainedModel::name)))
                .orElseThrow()
            : ShapeConfig.from(energy);
    Accelerator device =
        Accelerator.named(
                energy.choice("accelerator", names(Accelerator.presets(), Accelerator::name)))
            .orElseThrow();
    double epochs = energy.number("epochs", e -> e > 0, "must be a number above 0");
    Precision precision = named(energy, "precision", Precision.values(), Precision::key);
    FootprintConfig footprint = FootprintConfig.from(energy);
    boolean regimeSaid = !energy.isNull("regime");
    return new EnergyConfig(
        new TrainingPlan(
            regimeSaid ? named(energy, "regime", Regime.values(), Regime::key) : Regime.UNKNOWN,
            stepsRatio(energy),
            epochs,
            energy.smallCount("trainings", 1, "must be a whole number, at least 1"),
            peak(energy, device, precision),
            or(energy, "watts", device.watts()),
            priors(energy, model, precision),
            BaselineConfig.from(energy),
            footprint.grid()),
        new TrainingCost(model, trainer(energy, model), epochs),
        device.name(),
        energy.number("tokens-per-word", t -> t > 0, "must be a number above 0"),
        energy.number("clips.frames-per-second", f -> f > 0, "must be a number above 0"),
        regimeSaid,
        footprint,
        energy.choice("meter", List.of("auto", "off")).equals("auto"));
  }

  private static double stepsRatio(Values energy) {
    boolean measured = energy.says("regime", Regime.TO_TARGET.key());
    if (energy.isNull("steps-ratio")) {
      if (measured) {
        energy.problem(
            "steps-ratio",
            "regime to-target needs it: steps of a training on the pruned set over those of one on"
                + " everything, as you measured them");
      }
      return 1;
    }
    return energy.number("steps-ratio", r -> r > 0, "must be a number above 0");
  }

  private static double peak(Values energy, Accelerator device, Precision precision) {
    if (!energy.isNull("teraflops")) {
      return 1e12 * energy.number("teraflops", t -> t > 0, "must be a number above 0");
    }
    if (precision == Precision.FP8 && device.fp8Teraflops() <= 0) {
      energy.problem(
          "precision",
          "%s has no published peak in it; set energy.teraflops, or bf16".formatted(device.name()));
      return device.peak(Precision.BF16);
    }
    return device.peak(precision);
  }

  private static Priors priors(Values energy, TrainedModel model, Precision precision) {
    Priors priors = Priors.of(model, precision);
    if (!energy.isNull("utilisation")) {
      priors =
          priors.withUtilisation(
              energy.number("utilisation", u -> u > 0 && u <= 1, "must be a share in (0, 1]"));
    }
    return energy.isNull("pue")
        ? priors
        : priors.withPue(energy.number("pue", p -> p >= 1, "must be a number, at least 1"));
  }

  private static Trainer trainer(Values energy, TrainedModel model) {
    return new Trainer(
        named(energy, "tuning", Tuning.values(), Tuning::key),
        named(energy, "packing", Packing.values(), Packing::key),
        energy.smallCount("max-tokens", 1, "must be a whole number, at least 1"),
        ClipsConfig.policy(energy, model),
        ClipsConfig.cachedLatents(energy, model));
  }

  /** A number where one is set. */
  static double or(Values values, String key, double fallback) {
    return values.isNull(key)
        ? fallback
        : values.number(key, v -> v > 0, "must be a number above 0");
  }

  /** The constant of a name. */
  static <T> T named(Values values, String key, T[] constants, Function<T, String> name) {
    String chosen = values.choice(key, names(Arrays.asList(constants), name));
    return Arrays.stream(constants)
        .filter(constant -> name.apply(constant).equals(chosen))
        .findFirst()
        .orElseThrow();
  }

  private static <T> List<String> names(List<T> constants, Function<T, String> name) {
    return constants.stream().map(name).toList();
  }

  /**
   * Refuses to go on where nothing was said of the regime: it decides whether pruning saves
   * anything.
   *
   * @throws ConfigException if so
   */
  public void requireRegime() {
    if (!regimeSaid) {
      throw new ConfigException(
          List.of(
              "missing energy.regime (what fewer examples mean for the number of training steps, and"
                  + " so whether pruning saves energy: fixed-epochs, fixed-steps, to-target; or"
                  + " unknown, for a range that starts at 0)"));
    }
  }

  /** Training in words. */
  public String training() {
    return "%s, %s epochs on %s, %s"
        .formatted(cost.model().name(), plan.epochs(), accelerator, howMeasured());
  }

  private String howMeasured() {
    return switch (cost.model().reads()) {
      case TEXT ->
          "%s tokens a word, texts cut at %d tokens, %s"
              .formatted(
                  tokensPerWord,
                  cost.trainer().context(),
                  cost.trainer().packing() == Packing.MASKED
                      ? "each attends to itself"
                      : "packed to that without a mask");
      case IMAGES -> cost.model().shape();
      case VIDEO ->
          "clips %s%s, latents %s"
              .formatted(
                  cost.trainer().clips().kind().key(),
                  cost.trainer().clips().frames().isEmpty()
                      ? ""
                      : " at " + cost.trainer().clips().frames() + " frames",
                  cost.trainer().cachedLatents() ? "cached" : "made each epoch");
    };
  }
}
