package io.secateur.energy.carbon;

import java.util.List;

/**
 * An energy in terms of things at home. Printed only where a user asks for it: such comparisons say
 * how much, never whether it is much.
 *
 * @param what it compares with
 * @param count how many of them
 * @param basis what one of them is taken to be
 */
public record Equivalent(String what, double count, String basis) {
  private static final double MICROWAVE_WATTS = 1_000;
  private static final double PHONE_WATT_HOURS = 15;

  /**
   * The comparisons that we make.
   *
   * @param joules to compare
   */
  public static List<Equivalent> of(double joules) {
    return List.of(
        new Equivalent(
            "minutes of a microwave oven", joules / MICROWAVE_WATTS / 60, "1,000 W, by definition"),
        new Equivalent(
            "charges of a phone",
            joules / 3600 / PHONE_WATT_HOURS,
            "a battery of 15 Wh, by definition, without losses of the charger"));
  }
}
