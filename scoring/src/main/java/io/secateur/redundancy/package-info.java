/** How well the rest of a set already covers an example: duplicates and prototypes. */
@NullMarked
package io.secateur.redundancy;

import org.jspecify.annotations.NullMarked;
