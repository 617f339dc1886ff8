/** Stage 7: decisions. */
@NullMarked
package io.secateur.jobs.select;

import org.jspecify.annotations.NullMarked;
