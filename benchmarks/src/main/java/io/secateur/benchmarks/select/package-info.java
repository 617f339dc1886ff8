/** Models inside Spark's tasks, beside a plain loop over ONNX Runtime. */
@NullMarked
package io.secateur.benchmarks.select;

import org.jspecify.annotations.NullMarked;
