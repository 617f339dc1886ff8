/** What a person sees while a run works. */
@NullMarked
package io.secateur.jobs.progress;

import org.jspecify.annotations.NullMarked;
