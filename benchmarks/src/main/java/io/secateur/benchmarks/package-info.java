/** JMH benchmarks of the hot loops, each beside a baseline that it cannot beat. */
@NullMarked
package io.secateur.benchmarks;

import org.jspecify.annotations.NullMarked;
