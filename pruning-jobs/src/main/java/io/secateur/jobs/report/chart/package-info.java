/** Charts of the report: what they draw, as data; {@code report.js} draws it. */
@NullMarked
package io.secateur.jobs.report.chart;

import org.jspecify.annotations.NullMarked;
