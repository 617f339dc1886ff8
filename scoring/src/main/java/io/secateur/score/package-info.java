/** The contract of a scorer, and the one registry of scorers. */
@NullMarked
package io.secateur.score;

import org.jspecify.annotations.NullMarked;
