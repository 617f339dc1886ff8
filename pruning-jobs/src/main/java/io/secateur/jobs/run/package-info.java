/** A run: its stages, its directory, its record. */
@NullMarked
package io.secateur.jobs.run;

import org.jspecify.annotations.NullMarked;
