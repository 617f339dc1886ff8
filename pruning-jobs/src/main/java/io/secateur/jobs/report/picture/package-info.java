/** Small pictures of images and clips, for the report. */
@NullMarked
package io.secateur.jobs.report.picture;

import org.jspecify.annotations.NullMarked;
