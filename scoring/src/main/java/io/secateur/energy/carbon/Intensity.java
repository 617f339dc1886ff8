package io.secateur.energy.carbon;

import java.io.Serializable;

/**
 * Emissions of a country's electricity over a year, location-based.
 *
 * @param code ISO 3166-1 alpha-3, or WORLD or EU
 * @param name in English
 * @param year of the average
 * @param gramsPerKilowattHour of CO2 equivalent
 */
public record Intensity(String code, String name, int year, double gramsPerKilowattHour)
    implements Serializable {}
