/** Policies that turn counts and a budget into quotas. */
@NullMarked
package io.secateur.select;

import org.jspecify.annotations.NullMarked;
