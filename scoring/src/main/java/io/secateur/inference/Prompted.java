package io.secateur.inference;

/**
 * A prompt and the answer to it.
 *
 * @param prompt may be empty
 * @param answer follows the prompt with nothing between
 */
public record Prompted(String prompt, String answer) {}
