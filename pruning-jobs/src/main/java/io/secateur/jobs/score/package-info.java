/** Stage 6: scores. */
@NullMarked
package io.secateur.jobs.score;

import org.jspecify.annotations.NullMarked;
