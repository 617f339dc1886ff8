package io.secateur.inference;

import java.util.Locale;

/** A batch needs more memory than its device has left; a smaller one may do. */
final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoRoomException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether an engine says so, which it does in words alone: ONNX Runtime's arenas, CUDA's own
   * error, cuBLAS and cuDNN where they cannot get their workspace, PyTorch.
   */
  static boolean isMeant(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      String words = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
      if (words.contains("failed to allocate memory")
          || words.contains("out of memory")
          || words.contains("cuda_error_out_of_memory")
          || words.contains("cublas_status_alloc_failed")
          || words.contains("cudnn_status_alloc_failed")
          || words.contains("available memory of") // of an arena with a limit
          || words.contains("bad_alloc")) {
        return true;
      }
    }
    return false;
  }
}
