/** What a learner still has to gain from an example, by what learners said of it. */
@NullMarked
package io.secateur.learnability;

import org.jspecify.annotations.NullMarked;
