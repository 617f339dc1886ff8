/** Configuration: one record a block, each value with its file and line. */
@NullMarked
package io.secateur.jobs.config;

import org.jspecify.annotations.NullMarked;
