package io.secateur.jobs.config;

import io.secateur.energy.Grid;
import io.secateur.energy.carbon.CarbonTable;
import io.secateur.energy.carbon.Intensity;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What energy means besides: carbon, money, comparisons. All of it only on request.
 *
 * @param intensity of the electricity; null leaves carbon out
 * @param embodiedGramsPerHour of an accelerator; 0 leaves it out
 * @param price of a kilowatt-hour; NaN where none is given
 * @param currency of that price
 * @param equivalents whether to compare with things at home
 */
public record FootprintConfig(
    @Nullable Intensity intensity,
    double embodiedGramsPerHour,
    double price,
    String currency,
    boolean equivalents)
    implements Serializable {
  private static final double HOURS_A_YEAR = 8_766;

  /** None of it. */
  public static final FootprintConfig NONE =
      new FootprintConfig(null, 0, Double.NaN, "EUR", /* equivalents= */ false);

  static FootprintConfig from(Values energy) {
    double embodied =
        energy.number(
            "embodied.kg", kg -> kg >= 0, "must be kilograms, at least 0; 0 leaves it out");
    double years = energy.number("embodied.years", y -> y > 0, "must be a number above 0");
    return new FootprintConfig(
        energy.isNull("region") ? null : intensity(energy),
        1_000 * embodied / (years * HOURS_A_YEAR),
        energy.isNull("price")
            ? Double.NaN
            : energy.number("price", p -> p >= 0, "must be a number, at least 0"),
        energy.text("currency"),
        energy.flag("equivalents"));
  }

  private static @Nullable Intensity intensity(Values energy) {
    String code = energy.text("region");
    Intensity found = CarbonTable.of(code).orElse(null);
    if (found == null) {
      energy.problem(
          "region",
          "must be a country of the table, such as FRA, USA or WORLD%s; `secateur list regions`"
                  .formatted(
                      Suggest.hint(code, CarbonTable.all().stream().map(Intensity::code).toList()))
              + " shows all");
    }
    return found;
  }

  /** The grid of the plan. */
  @Nullable Grid grid() {
    return intensity == null
        ? null
        : new Grid(intensity.gramsPerKilowattHour(), embodiedGramsPerHour);
  }
}
