package io.secateur.jobs.run;

import io.secateur.energy.Energy;
import io.secateur.jobs.run.RunRecord.StageRecord;
import io.secateur.jobs.run.RunRecord.Took;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The energy that all stages of a run took at its nodes. */
public final class RunEnergy {
  private static final int MOST_WORDS = 2;

  private RunEnergy() {}

  /** The sum; measured only if that of every stage is. */
  public static Energy.Known of(RunRecord record) {
    List<StageEnergy> all = record.took().stream().map(Took::energy).toList();
    double joules = all.stream().mapToDouble(StageEnergy::joules).sum();
    List<StageEnergy> measured = all.stream().filter(StageEnergy::wasMeasured).toList();
    List<StageEnergy> modelled = all.stream().filter(stage -> !stage.wasMeasured()).toList();
    if (modelled.isEmpty() && !measured.isEmpty()) {
      return new Energy.Measured(joules, "%s".formatted(words(measured, StageEnergy::how)));
    }
    String why = words(modelled, StageEnergy::missing);
    if (measured.isEmpty()) {
      return new Energy.Modelled(
          joules,
          String.format(
              Locale.ROOT,
              "%.0f CPU s in %.0f s, published watts per core%s",
              record.stages().stream().mapToDouble(StageRecord::cpuSeconds).sum(),
              record.stages().stream().mapToDouble(StageRecord::wallSeconds).sum(),
              why.isEmpty() ? "" : " (%s)".formatted(why)));
    }
    return new Energy.Modelled(
        joules,
        "%d of %d stages measured (%s), %d modelled (%s)"
            .formatted(
                measured.size(),
                all.size(),
                words(measured, StageEnergy::how),
                modelled.size(),
                why));
  }

  private static String words(
      List<StageEnergy> stages, Function<StageEnergy, @Nullable String> word) {
    List<String> all =
        stages.stream()
            .map(stage -> String.valueOf(word.apply(stage)))
            .filter(said -> !said.equals("null"))
            .distinct()
            .toList();
    return all.stream().limit(MOST_WORDS).collect(Collectors.joining("; "))
        + (all.size() > MOST_WORDS ? "; and %d more".formatted(all.size() - MOST_WORDS) : "");
  }
}
