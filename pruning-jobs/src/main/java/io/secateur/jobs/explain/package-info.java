/** Why one example was kept or dropped, from a run's tables. */
@NullMarked
package io.secateur.jobs.explain;

import org.jspecify.annotations.NullMarked;
