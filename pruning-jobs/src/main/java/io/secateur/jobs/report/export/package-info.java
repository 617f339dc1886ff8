/** A run's energy in the formats that others collect: CodeCarbon, CycloneDX, BoAmps. */
@NullMarked
package io.secateur.jobs.report.export;

import org.jspecify.annotations.NullMarked;
