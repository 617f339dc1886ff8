package io.secateur.inference;

import java.io.Serializable;

/**
 * What a model reads and gives.
 *
 * @param reads of an example
 * @param gives for it
 * @param output name, empty for the first
 * @param classes how long the output's last dimension must be, 0 for any
 */
public record ModelForm(Reads reads, Gives gives, String output, int classes)
    implements Serializable {
  /** Checks. */
  public ModelForm {
    if (gives == Gives.NEXT_TOKEN_LOGITS && !(reads instanceof Reads.Text)) {
      throw new IllegalArgumentException(
          "Invalid gives: %s of %s (only a text has a next token)".formatted(gives, reads));
    }
    if (classes < 0) {
      throw new IllegalArgumentException(
          "Invalid classes: %d (must be at least 0; 0 is any number)".formatted(classes));
    }
  }
}
