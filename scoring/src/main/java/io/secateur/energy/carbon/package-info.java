/** What energy means for the climate, and for people who don't think in kilowatt-hours. */
@NullMarked
package io.secateur.energy.carbon;

import org.jspecify.annotations.NullMarked;
