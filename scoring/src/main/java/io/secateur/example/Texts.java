package io.secateur.example;

import java.util.List;

/**
 * Some texts.
 *
 * @param texts canonical
 */
public record Texts(List<String> texts) implements Block {

  /** Copies the list. */
  public Texts {
    texts = List.copyOf(texts);
  }

  @Override
  public int size() {
    return texts.size();
  }
}
