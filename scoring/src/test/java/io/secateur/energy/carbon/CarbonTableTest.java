package io.secateur.energy.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CarbonTableTest {

  @Test
  void hasAValueAYearAndAPlausibleIntensityForEachCountry() {
    assertThat(CarbonTable.all()).hasSizeGreaterThan(70);
    assertThat(CarbonTable.all()).extracting(Intensity::code).doesNotHaveDuplicates();
    for (Intensity country : CarbonTable.all()) {
      assertThat(country.gramsPerKilowattHour()).as(country.code()).isBetween(20.0, 900.0);
      assertThat(country.year()).as(country.code()).isBetween(2021, 2026);
    }
  }

  @Test
  void findsACountryInAnyCase() {
    assertThat(CarbonTable.of("fra")).contains(new Intensity("FRA", "France", 2023, 56.04));
    assertThat(CarbonTable.of("World")).isPresent();
    assertThat(CarbonTable.of("XYZ")).isEmpty();
  }

  @Test
  void equivalentsAreWhatTheirDefinitionsSay() {
    assertThat(Equivalent.of(3.6e6))
        .extracting(Equivalent::count)
        .containsExactly(60.0, 1000 / 15.0);
  }
}
