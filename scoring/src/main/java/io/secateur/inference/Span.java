package io.secateur.inference;

/** The tokens that a language model reads, and from which on they are scored. */
final class Span {
  final long[] ids;
  final int from;
  final boolean truncated;

  /** With {@code from} at least 1: the token before a scored one has to be there. */
  Span(long[] ids, int from, boolean truncated) {
    this.ids = ids;
    this.from = from;
    this.truncated = truncated;
  }

  /** How many are scored. */
  int scored() {
    return Math.max(0, ids.length - from);
  }
}
