/** Stage 8: the pruned data set. */
@NullMarked
package io.secateur.jobs.write;

import org.jspecify.annotations.NullMarked;
