/** The one way in, and the flow from source to report. */
@NullMarked
package io.secateur.jobs;

import org.jspecify.annotations.NullMarked;
