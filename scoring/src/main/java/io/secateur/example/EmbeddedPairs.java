package io.secateur.example;

import java.util.List;

/**
 * Examples of two parts, such as an image and its caption, as a learner's and a reference's pair of
 * towers embed them.
 *
 * @param learnerFirst n x d, rows of unit length: the first parts
 * @param learnerSecond n x d, rows of unit length: the second parts
 * @param referenceFirst n x d', rows of unit length
 * @param referenceSecond n x d', rows of unit length
 * @param places of the examples in the reference batch, or -1 where they are not in it
 */
public record EmbeddedPairs(
    Matrix learnerFirst,
    Matrix learnerSecond,
    Matrix referenceFirst,
    Matrix referenceSecond,
    List<Integer> places)
    implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public EmbeddedPairs {
    places = List.copyOf(places);
    int n = places.size();
    if (learnerFirst.rows() != n
        || learnerSecond.rows() != n
        || referenceFirst.rows() != n
        || referenceSecond.rows() != n
        || learnerFirst.columns() != learnerSecond.columns()
        || referenceFirst.columns() != referenceSecond.columns()) {
      throw new IllegalArgumentException(
          "Invalid pairs: %s, %s and %s, %s for %d examples (must be one row an example, two alike)"
              .formatted(learnerFirst, learnerSecond, referenceFirst, referenceSecond, n));
    }
  }

  @Override
  public int size() {
    return places.size();
  }

  /**
   * Some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public EmbeddedPairs rows(int... chosen) {
    return new EmbeddedPairs(
        learnerFirst.rows(chosen),
        learnerSecond.rows(chosen),
        referenceFirst.rows(chosen),
        referenceSecond.rows(chosen),
        java.util.Arrays.stream(chosen).mapToObj(places::get).toList());
  }
}
