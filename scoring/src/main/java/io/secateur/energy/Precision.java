package io.secateur.energy;

/** The number format that a training multiplies in. */
public enum Precision {
  /** bfloat16 or float16. */
  BF16("bf16"),
  /** 8-bit floats, against the accelerator's 8-bit peak. */
  FP8("fp8");

  private final String key;

  Precision(String key) {
    this.key = key;
  }

  /** Its name in configuration. */
  public String key() {
    return key;
  }
}
