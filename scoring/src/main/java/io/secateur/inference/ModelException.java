package io.secateur.inference;

/** A model cannot be used: its files are missing, broken, or not what they must be. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * With what is wrong.
   *
   * @param message a sentence that names the file, the reason and the cure
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * With what is wrong, and what the engine said.
   *
   * @param message a sentence that names the file, the reason and the cure
   * @param cause from the engine
   */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
