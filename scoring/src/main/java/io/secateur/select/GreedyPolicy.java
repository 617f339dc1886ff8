package io.secateur.select;

import io.secateur.example.Matrix;

/**
 * A policy that picks, again and again, the example that adds most to those picked before it.
 *
 * <p>It works on one block of embeddings at a time: a cell of clustered embeddings, of some
 * thousands at most. In a block it orders all rows, and no gain is greater than the one before it.
 * So the greatest gains of all blocks together are what a greedy policy over all blocks would pick,
 * if no row added to another block; every budget is a prefix of one order, and selections nest.
 *
 * <p>Laws, in {@code GreedyPolicyContract}: each row once; the rows given first, in their order;
 * gains never rise; fewer picks are the first of more; ties go to the smallest row number, so that
 * a caller who sorts rows by hash and key gets the same picks of the same rows.
 */
public interface GreedyPolicy extends PrefixPolicy {

  /**
   * Orders the rows of a block.
   *
   * @param vectors n x d, finite; one row an example, in an order that does not depend on how the
   *     data is cut
   * @param values n keep values, higher = keep, finite and at least 0; where the policy goes by
   *     vectors alone they are not looked at
   * @param given row numbers that constraints keep; no row twice
   * @param most how many to pick, given ones included; n, where there are fewer
   * @return min(most, n) picks
   * @throws IllegalArgumentException if an argument is not as said
   */
  Picks picks(Matrix vectors, double[] values, int[] given, int most);

  @Override
  default Order order() {
    return Order.GAIN;
  }
}
