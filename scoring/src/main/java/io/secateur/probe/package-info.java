/** A small learner of our own, for data sets that come without one: a head on embeddings. */
@NullMarked
package io.secateur.probe;

import org.jspecify.annotations.NullMarked;
