/** What tests of every module share: random cases that can be replayed, and a watch on skipping. */
@NullMarked
package io.secateur.testing;

import org.jspecify.annotations.NullMarked;
