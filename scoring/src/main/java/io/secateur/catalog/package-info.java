/** What there is: the one registry of scorers. */
@NullMarked
package io.secateur.catalog;

import org.jspecify.annotations.NullMarked;
