package io.secateur.energy.cost;

/** What a token of a text attends to while it is trained on. */
public enum Packing {
  /** Its own text only: one text a row, or many with a mask between them. */
  MASKED("masked"),
  /** The whole row: texts packed to the context without a mask. */
  UNMASKED("unmasked");

  private final String key;

  Packing(String key) {
    this.key = key;
  }

  /** Its name in configuration. */
  public String key() {
    return key;
  }
}
