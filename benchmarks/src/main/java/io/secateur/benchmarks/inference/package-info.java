/** Models inside Spark's tasks, beside a plain loop over ONNX Runtime. */
@NullMarked
package io.secateur.benchmarks.inference;

import org.jspecify.annotations.NullMarked;
