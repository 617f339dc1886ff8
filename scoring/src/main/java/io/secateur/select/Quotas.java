package io.secateur.select;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How many examples to keep of each stratum.
 *
 * @param kept one count a stratum, in the order of the strata
 */
public record Quotas(List<Long> kept) implements Serializable {

  /** Copies the list. */
  public Quotas {
    kept = List.copyOf(kept);
  }

  /** Number of examples kept in all. */
  public long total() {
    return kept.stream().mapToLong(Long::longValue).sum();
  }

  static Quotas of(long[] kept) {
    return new Quotas(LongStream.of(kept).boxed().toList());
  }
}
