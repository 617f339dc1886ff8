/** The contract of a scorer. */
@NullMarked
package io.secateur.score;

import org.jspecify.annotations.NullMarked;
