/** Counters of energy, and the meter that adds up what those of all nodes say. Knows no Spark. */
@NullMarked
package io.secateur.jobs.energy;

import org.jspecify.annotations.NullMarked;
