package io.secateur.inference;

/**
 * How well a language model predicts some tokens.
 *
 * @param meanNll mean negative log likelihood in nats a token; NaN where no token is predicted
 * @param tokens how many are predicted
 * @param truncated whether the model read less than all: something was over its most tokens
 */
public record TokenLoss(double meanNll, int tokens, boolean truncated) {}
