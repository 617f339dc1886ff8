/** Stage 4: semantic duplicates. */
@NullMarked
package io.secateur.jobs.semantic;

import org.jspecify.annotations.NullMarked;
