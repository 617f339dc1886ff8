/**
 * What {@code benchmarks/near-duplicates.sh} measures Secateur against, and how it judges the rows
 * that were removed: the exact truth, an exact join in one thread, a recipe on Spark.
 */
@NullMarked
package io.secateur.benchmarks.duplicates;

import org.jspecify.annotations.NullMarked;
