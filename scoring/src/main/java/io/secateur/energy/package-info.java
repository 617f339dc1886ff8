/** Energy of training and of pruning, each figure with its origin in its type. */
@NullMarked
package io.secateur.energy;

import org.jspecify.annotations.NullMarked;
