package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaTest {

  @Test
  void anAddressIsItsNumberWhereAllGpusAreSeen() {
    assertThat(Cuda.number("3", null)).contains(3);
    assertThat(Cuda.number("GPU-8f1b", null)).isEmpty();
  }

  @Test
  void cudaCountsAnewWhatItSees() {
    assertThat(Cuda.number("2", "2,3")).contains(0);
    assertThat(Cuda.number("3", " 2 , 3 ")).contains(1);
    assertThat(Cuda.number("0", "2,3")).isEmpty();
    assertThat(Cuda.number("1", "0,-1,1")).isEmpty(); // CUDA stops at the first that is none
    assertThat(Cuda.number("0", "")).isEmpty();
  }

  @Test
  void aGpuHasANameToo() {
    assertThat(Cuda.number("GPU-8f1b2c", "GPU-11aa,GPU-8f1b")).contains(1);
    assertThat(Cuda.number("MIG-7", "MIG-7")).contains(0);
    assertThat(Cuda.number("GPU-77", "GPU-11aa,GPU-8f1b")).isEmpty();
  }

  @Test
  void aContainerCountsWhatItSeesWhateverItIsCalled() {
    assertThat(Cuda.number("1", "GPU-11aa,GPU-8f1b")).contains(1);
    assertThat(Cuda.number("2", "GPU-11aa,GPU-8f1b")).isEmpty();
  }

  @Test
  void aDeviceIsTheProcessorOrANumberedGpu() {
    assertThat(Device.CPU).hasToString("CPU");
    assertThat(Device.CPU.isGpu()).isFalse();
    assertThat(Device.gpu(2)).hasToString("GPU 2");
    assertThat(Device.gpu(2).isGpu()).isTrue();
    assertThatThrownBy(() -> Device.gpu(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid number: -1 (must be at least 0)");
    assertThatThrownBy(() -> new Device(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid gpu: -2 (must be at least 0, or -1 for the processor)");
  }

  @Test
  void saysInOneSentenceWhyThereIsNone() {
    Optional<String> missing = Cuda.missing();

    // empty where the build is for CUDA and the machine has it
    missing.ifPresent(why -> assertThat(why).contains("ONNX Runtime").doesNotContain("\n"));
  }
}
