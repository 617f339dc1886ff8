/** Stage 1: reads the source into examples. */
@NullMarked
package io.secateur.jobs.source;

import org.jspecify.annotations.NullMarked;
