/** What tests share. */
@NullMarked
package io.secateur.jobs.testing;

import org.jspecify.annotations.NullMarked;
