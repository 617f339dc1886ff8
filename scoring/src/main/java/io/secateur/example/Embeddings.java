package io.secateur.example;

/**
 * The embeddings of some examples that are compared with one another.
 *
 * @param rows n x d, each row of unit length
 */
public record Embeddings(Matrix rows) implements Block {

  @Override
  public int size() {
    return rows.rows();
  }
}
