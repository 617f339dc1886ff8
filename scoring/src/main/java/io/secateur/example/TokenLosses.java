package io.secateur.example;

/**
 * What a causal language model lost on some texts.
 *
 * @param means mean negative log likelihood of a text's predicted tokens, in nats
 */
public record TokenLosses(Doubles means) implements Block {

  @Override
  public int size() {
    return means.size();
  }
}
