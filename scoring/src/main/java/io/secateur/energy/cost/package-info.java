/**
 * What one training pass over one example costs, in floating-point operations: of language models,
 * image networks and video transformers, by the lengths that they see.
 */
@NullMarked
package io.secateur.energy.cost;

import org.jspecify.annotations.NullMarked;
