package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NoRoomExceptionTest {

  @Test
  void knowsWhatEnginesSayWhereMemoryDoesNotSuffice() {
    for (String words :
        List.of(
            "bfc_arena.cc:359 Failed to allocate memory for requested buffer of size 805306368",
            "CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc((void**)&p, size);",
            "CUDA_ERROR_OUT_OF_MEMORY",
            "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 15.78 GiB total capacity)",
            "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0",
            "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED",
            "Available memory of 1024 is smaller than requested bytes of 4096",
            "Error code - ORT_FAIL - message: std::bad_alloc")) {
      assertThat(NoRoomException.isMeant(new IllegalStateException("x", new Exception(words))))
          .as(words)
          .isTrue();
    }
  }

  @Test
  void takesNothingElseForIt() {
    assertThat(NoRoomException.isMeant(new IllegalStateException())).isFalse();
    assertThat(
            NoRoomException.isMeant(
                new IllegalStateException(
                    "Non-zero status code returned while running Gather node")))
        .isFalse();
  }
}
