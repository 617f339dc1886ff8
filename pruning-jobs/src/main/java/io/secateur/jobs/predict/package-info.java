/** Stage 5: what learners say of the examples that duplicates left. */
@NullMarked
package io.secateur.jobs.predict;

import org.jspecify.annotations.NullMarked;
