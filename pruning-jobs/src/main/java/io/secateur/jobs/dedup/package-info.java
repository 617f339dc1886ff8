/** Stage 2: exact and near duplicates. */
@NullMarked
package io.secateur.jobs.dedup;

import org.jspecify.annotations.NullMarked;
