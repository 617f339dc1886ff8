/** The command line. */
@NullMarked
package io.secateur.jobs.cli;

import org.jspecify.annotations.NullMarked;
