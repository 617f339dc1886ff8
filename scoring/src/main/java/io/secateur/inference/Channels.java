package io.secateur.inference;

/** The colours of an image as a model reads it. */
public enum Channels {
  /** Red, green and blue; a grey image has all three alike. */
  RGB(3),
  /** One channel; a coloured image becomes {@code 0.299 r + 0.587 g + 0.114 b} (ITU-R BT.601). */
  GRAY(1);

  private final int count;

  Channels(int count) {
    this.count = count;
  }

  /** How many there are. */
  public int count() {
    return count;
  }
}
