package io.secateur.jobs;

import io.secateur.energy.Baseline;
import io.secateur.energy.Energy;
import io.secateur.energy.Saving;
import io.secateur.energy.Workload;
import io.secateur.energy.cost.Extent;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainingCost;
import io.secateur.jobs.cli.Actions.EstimateArguments;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.EnergyConfig;
import io.secateur.jobs.report.EnergyReport;
import io.secateur.jobs.report.EnergyReport.Column;
import io.secateur.jobs.report.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * What pruning would save, from flags alone: no data is read and no Spark is started.
 *
 * @param pruned share of the examples that would go, all of the same cost
 * @param absolute whether energies are known, and not only shares of them
 * @param energy what it saves
 */
record Estimating(double pruned, boolean absolute, EnergyReport energy) {
  private static final long SEED = 42;

  /** Of a set whose size nobody told: only shares of it are printed. */
  private static final long NOMINAL = 1_000_000;

  private static final double JOULES_IN_KILOWATT_HOUR = 3.6e6;

  /**
   * Estimates.
   *
   * @throws ConfigException naming every flag that breaks its rule
   */
  static Estimating of(EstimateArguments arguments) {
    List<String> settings = new ArrayList<>();
    settings.add("source.columns.frames=frames");
    settings.add("energy.clips.cached-latents=false");
    settings.addAll(arguments.settings());
    EnergyConfig energy =
        ConfigFile.read(
                "run { name = estimate, output = none }, source { path = none }",
                "estimate",
                settings)
            .energy();
    TrainingCost cost = energy.cost();
    boolean sized = arguments.examples() > 0 && isSized(cost.model(), arguments);
    boolean metered = !(energy.plan().baseline() instanceof Baseline.Flop);
    Extent extent =
        new Extent(arguments.tokens(), arguments.frames(), arguments.height(), arguments.width());
    long examples = sized ? arguments.examples() : NOMINAL;
    double each = sized ? cost.flop(extent) : 1;
    double encoding = sized ? cost.encodingFlop(extent) : 0;
    Workload all = workload(examples, each, encoding);
    Workload kept = workload(Math.round(examples * (1 - arguments.prune())), each, encoding);
    return new Estimating(
        arguments.prune(),
        sized || metered,
        EnergyReporting.of(
            new EnergyReporting.Arms(all, kept, kept),
            energy,
            new Energy.Given(arguments.pruningKwh() * JOULES_IN_KILOWATT_HOUR, "--pruning-kwh"),
            SEED));
  }

  private static Workload workload(long examples, double each, double encoding) {
    return new Workload(examples, examples * each, examples * encoding);
  }

  private static boolean isSized(TrainedModel model, EstimateArguments arguments) {
    return model.reads() != TrainedModel.Reads.TEXT || arguments.tokens() > 0;
  }

  /** For a terminal. */
  String asText() {
    StringBuilder out = new StringBuilder();
    out.append(headline()).append("\n\n");
    line(out, "", energy.columns().stream().map(Column::title).toList());
    row(out, "saved, of one training", saving -> Words.share(saving.savedShare()));
    if (absolute) {
      row(out, "one training on everything", saving -> Words.energy(saving.full()));
      row(out, "one on what would be left", saving -> Words.energy(saving.pruned()));
      row(out, "accelerator-hours, everything", saving -> hours(saving));
      row(out, "net, all trainings together", saving -> Words.energy(saving.net()));
      if (energy.pruning().joules() > 0) {
        row(out, "trainings to break even", saving -> breakEven(saving));
      }
      carbonAndMoney(out);
    }
    out.append('\n').append(notes());
    return out.toString();
  }

  private String headline() {
    Saving headline = energy.headline();
    String share = Words.share(headline.savedShare());
    String what = "Pruning %s of the examples".formatted(Words.percent(pruned, 1));
    return switch (energy.regime()) {
      case "unknown" ->
          "%s saves between nothing, if the number of steps stays, and %s of a training's energy,"
                  .formatted(what, share)
              + " if the number of epochs does.";
      case "fixed-steps" ->
          what + " saves nothing at a fixed number of steps: each step costs what it did.";
      default -> "%s saves %s of a training's energy.".formatted(what, share);
    };
  }

  private void carbonAndMoney(StringBuilder out) {
    if (energy.footprint().carbonSource() != null) {
      row(
          out,
          "net, CO2 equivalent",
          saving -> saving.carbon() == null ? "" : Words.mass(saving.carbon().net()));
    }
    if (!Double.isNaN(energy.footprint().price())) {
      row(
          out,
          "net, " + energy.footprint().currency(),
          saving -> Words.range("%,.0f", energy.money(saving.net())));
    }
  }

  private String notes() {
    List<String> notes = new ArrayList<>();
    notes.add("Training: " + energy.training() + "; " + trainings() + ".");
    if (absolute) {
      notes.add("Energy of one training: " + energy.baseline().words() + ".");
      notes.add(
          "The spread comes from: "
              + String.join(
                  ", ",
                  energy.headline().drivers().stream()
                      .map(d -> d.input() + " " + Words.percent(d.share(), 1))
                      .toList())
              + ".");
    } else {
      notes.add(
          "For kilowatt-hours, say how much there is (--examples with --tokens, --frames or --size),"
              + " or what one training took (--kwh, --accelerator-hours, --emissions-csv).");
    }
    if (energy.footprint().carbonSource() != null) {
      notes.add("Carbon: " + energy.footprint().carbonSource() + ".");
    }
    energy
        .footprint()
        .equivalents()
        .forEach(
            e ->
                notes.add(
                    "Net, %s %s (%s)."
                        .formatted(Words.about((long) e.count()), e.what(), e.basis())));
    notes.add("A random choice of as many examples saves as much; it costs nothing to make.");
    notes.add("Inference energy is unchanged: the model does not shrink.");
    return String.join("\n", notes) + "\n";
  }

  private String trainings() {
    return energy.trainings() == 1
        ? "1 training on the pruned set"
        : Words.count(energy.trainings()) + " trainings on the pruned set";
  }

  private static String hours(Saving saving) {
    return Words.range("%,.1f", saving.fullHours());
  }

  private static String breakEven(Saving saving) {
    return Words.trainings(saving.breakEvenTrainings());
  }

  private void row(
      StringBuilder out, String head, java.util.function.Function<Saving, String> cell) {
    line(out, head, energy.columns().stream().map(column -> cell.apply(column.saving())).toList());
  }

  private static void line(StringBuilder out, String head, List<String> cells) {
    StringBuilder line = new StringBuilder("%-30s".formatted(head));
    cells.forEach(cell -> line.append("  %-36s".formatted(cell)));
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
