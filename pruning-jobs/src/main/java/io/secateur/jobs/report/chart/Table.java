package io.secateur.jobs.report.chart;

import java.util.List;

/**
 * The numbers of a chart.
 *
 * @param head names of the columns; the first names the rows
 * @param rows cells as people read them
 */
public record Table(List<String> head, List<List<String>> rows) {}
