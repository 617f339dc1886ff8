/** The search for semantic duplicates as a whole, through Spark and in memory, on made-up rows. */
@NullMarked
package io.secateur.benchmarks.semantic;

import org.jspecify.annotations.NullMarked;
