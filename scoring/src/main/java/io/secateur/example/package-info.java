/** What is read: examples, their content, and the signals that scorers read. */
@NullMarked
package io.secateur.example;

import org.jspecify.annotations.NullMarked;
