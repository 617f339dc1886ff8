/** What stages share of Spark: the session, tables, task counts. */
@NullMarked
package io.secateur.jobs.spark;

import org.jspecify.annotations.NullMarked;
