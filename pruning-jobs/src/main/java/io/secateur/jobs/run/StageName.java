package io.secateur.jobs.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stages of a run, in order. */
public enum StageName {
  READ(1, "the source"),
  DEDUP(2, "exact and near duplicates"),
  EMBED(3, "embeddings of what is left"),
  SEMANTIC(4, "semantic duplicates"),
  PREDICT(5, "what learners say of what is left"),
  SCORE(6, "scores"),
  SELECT(7, "decisions"),
  WRITE(8, "the pruned data set"),
  REPORT(9, "the report");

  private final int number;
  private final String what;

  StageName(int number, String what) {
    this.number = number;
    this.what = what;
  }

  /** Its name on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its number, from 1. */
  public int number() {
    return number;
  }

  /** What it makes, in words. */
  public String what() {
    return what;
  }

  /** The names of all stages, in order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(StageName::key).toList();
  }

  /** The stage of a name, if there is one. */
  public static Optional<StageName> named(String key) {
    return Arrays.stream(values()).filter(stage -> stage.key().equals(key)).findFirst();
  }
}
