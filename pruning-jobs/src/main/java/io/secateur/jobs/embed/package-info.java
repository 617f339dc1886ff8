/** Stage 3: embeddings of what the duplicates left. */
@NullMarked
package io.secateur.jobs.embed;

import org.jspecify.annotations.NullMarked;
