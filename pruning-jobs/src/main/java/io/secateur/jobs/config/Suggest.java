package io.secateur.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that a misspelt one was meant to be. */
public final class Suggest {
  private Suggest() {}

  /**
   * {@code "; did you mean x?"}, or nothing where nothing is near.
   *
   * @param name what was written
   * @param names what there is
   */
  public static String hint(String name, Collection<String> names) {
    return nearest(name, names).map("; did you mean %s?"::formatted).orElse("");
  }

  /**
   * The nearest of some names, where one is near enough to be meant.
   *
   * @param name what was written
   * @param names what there is
   */
  public static Optional<String> nearest(String name, Collection<String> names) {
    return names.stream()
        .filter(known -> distance(name, known) <= Math.max(2, known.length() / 3))
        .min(Comparator.<String>comparingInt(known -> distance(name, known)).thenComparing(n -> n));
  }

  private static int distance(String name, String known) {
    return LevenshteinDistance.getDefaultInstance().apply(name, known);
  }
}
