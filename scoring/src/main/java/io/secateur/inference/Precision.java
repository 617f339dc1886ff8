package io.secateur.inference;

/** How many bits a model's numbers have. */
public enum Precision {
  /** 32 bits: {@code model.onnx}. */
  FP32,
  /** 16 bits where the directory has a {@code model_fp16.onnx} too, else 32. */
  FP16
}
