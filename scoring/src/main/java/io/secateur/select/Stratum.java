package io.secateur.select;

import java.io.Serializable;

/**
 * A part of the examples that a policy gives a quota of its own: a class, a cluster, or all.
 *
 * @param name of the class or cluster, as the ledger shows it
 * @param size examples in it, at least 0
 * @param atLeast how many of them a constraint keeps already, in [0, size]
 * @param weight what the policy weighs it by: how varied a cluster is ({@link ClusterQuota}), what
 *     recall a class lacks; others take 1 or 0
 */
public record Stratum(String name, long size, long atLeast, double weight) implements Serializable {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if they are out of range
   */
  public Stratum {
    if (size < 0 || atLeast < 0 || atLeast > size) {
      throw new IllegalArgumentException(
          "Invalid stratum %s: %d of %d kept (must be in [0, size])"
              .formatted(name, atLeast, size));
    }
  }
}
