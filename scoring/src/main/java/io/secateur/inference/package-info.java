/** Model inference; the only package that knows DJL. */
@NullMarked
package io.secateur.inference;

import org.jspecify.annotations.NullMarked;
