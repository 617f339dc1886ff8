/** What changed between two runs. */
@NullMarked
package io.secateur.jobs.diff;

import org.jspecify.annotations.NullMarked;
