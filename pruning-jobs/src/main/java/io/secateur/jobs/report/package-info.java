/** Stage 9: the report. */
@NullMarked
package io.secateur.jobs.report;

import org.jspecify.annotations.NullMarked;
