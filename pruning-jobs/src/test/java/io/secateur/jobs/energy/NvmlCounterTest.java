package io.secateur.jobs.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NvmlCounterTest {
  private final FakeNvml nvml = new FakeNvml();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void countsMillijoulesFromTheFirstReadingOn() {
    FakeNvml.Device device = nvml.add();
    device.millijoules = 123_456_789_000L;
    Counter counter = counter();

    assertThat(counter.read()).isEqualTo(new Joules(0));
    device.millijoules += 2_500;
    assertThat(counter.read()).isEqualTo(new Joules(2.5));
    assertThat(counter.kind()).isEqualTo("nvml energy");
    assertThat(counter.id()).isEqualTo("GPU-0000-aaaa");
    assertThat(counter.part()).isEqualTo(Counter.Part.GPU);
  }

  @Test
  void addsUpPowerWhereThereIsNoCounter() {
    FakeNvml.Device device = nvml.add();
    device.energyCode = Nvml.NOT_SUPPORTED;
    device.milliwatts = 100_000;
    Counter counter = counter();
    assertThat(counter.kind()).isEqualTo("nvml power");
    assertThat(counter.read()).isEqualTo(new Joules(0));

    nanos.set(500_000_000);
    device.milliwatts = 300_000;

    // half a second from 100 to 300 watts
    assertThat(((Joules) counter.read()).joules()).isEqualTo(100, within(1e-9));
  }

  @Test
  void aFailureThatPassesIsNoReasonToAddUpPower() {
    FakeNvml.Device device = nvml.add();
    device.energyCode = FakeNvml.UNKNOWN;
    Counter counter = counter();

    assertThat(counter.kind()).isEqualTo("nvml energy");
    assertThat(counter.read())
        .isEqualTo(new Absent("nvml: nvmlDeviceGetTotalEnergyConsumption gave back 999"));
    device.energyCode = 0;
    assertThat(counter.read()).isEqualTo(new Joules(0));
  }

  @Test
  void aLostDeviceSaysNothing() {
    FakeNvml.Device device = nvml.add();
    Counter counter = counter();
    counter.read();

    device.energyCode = FakeNvml.GPU_IS_LOST;

    assertThat(counter.read())
        .isEqualTo(
            new Absent("nvml: nvmlDeviceGetTotalEnergyConsumption gave back 15 (GPU is lost)"));
  }

  @Test
  void aCounterThatGoesBackEnds() {
    FakeNvml.Device device = nvml.add();
    device.millijoules = 10;
    Counter counter = counter();
    counter.read();
    device.millijoules = 9; // the driver was loaded anew

    assertThat(counter.read())
        .isEqualTo(new Absent("nvml: the counter of GPU-0000-aaaa went back"));
    device.millijoules = 11;
    assertThat(counter.read()).isInstanceOf(Absent.class);
  }

  @Test
  void powerThatWasNotReadInTimeIsNotGuessed() {
    FakeNvml.Device device = nvml.add();
    device.energyCode = Nvml.FUNCTION_NOT_FOUND;
    Counter counter = counter();
    counter.read();
    nanos.set(6_000_000_000L);

    assertThat(counter.read())
        .isEqualTo(new Absent("nvml: the power of GPU-0000-aaaa was not read in time"));
  }

  @Test
  void withNeitherEnergyNorPowerThereIsNone() {
    FakeNvml.Device device = nvml.add();
    device.energyCode = Nvml.NOT_SUPPORTED;
    device.powerCode = Nvml.NOT_SUPPORTED;

    assertThat(counter().read())
        .isEqualTo(new Absent("nvml: nvmlDeviceGetPowerUsage gave back 3 (not supported)"));
  }

  @Test
  void aJobHasTheDevicesThatItWasGiven() {
    nvml.add();
    nvml.add();
    nvml.add();

    assertThat(ids(List.of("1"))).containsExactly("GPU-1000-aaaa");
    assertThat(ids(List.of("GPU-2", "0", "0"))).containsExactly("GPU-2000-aaaa", "GPU-0000-aaaa");
    assertThat(ids(List.of())).isEmpty();
  }

  @Test
  void allDevicesCountWhereNobodySays() {
    nvml.add();
    nvml.add();

    assertThat(Gpus.counters(Optional.of(nvml), Optional.empty(), nanos::get))
        .extracting(Counter::id)
        .containsExactly("GPU-0000-aaaa", "GPU-1000-aaaa");
  }

  @Test
  void aDeviceThatIsNotThereIsMissingAndNotNothing() {
    nvml.add();

    assertThat(
            Gpus.counters(Optional.of(nvml), Optional.of(List.of("MIG-1", "7")), nanos::get)
                .stream()
                .map(Counter::read))
        .containsExactly(
            new Absent("nvml: GPU MIG-1: it is none of the 1 devices"),
            new Absent("nvml: GPU 7: it is none of the 1 devices"));
  }

  @Test
  void withoutTheLibraryAJobsDevicesAreMissing() {
    assertThat(
            Gpus.counters(Optional.empty(), Optional.of(List.of("0")), nanos::get).stream()
                .map(Counter::read))
        .containsExactly(new Absent("nvml: GPU 0: there is no NVML"));
    assertThat(Gpus.counters(Optional.empty(), Optional.empty(), nanos::get)).isEmpty();
  }

  @Test
  void theLibraryIsAbsentWhereThereIsNoFileOfItsName() {
    assertThat(NvmlLibrary.open("libsecateur-has-none.so.1")).isEmpty();
  }

  @Test
  void cudaSaysWhichDevicesAreVisible() {
    assertThat(Gpus.visible(null)).isEmpty();
    assertThat(Gpus.visible("0, 2")).contains(List.of("0", "2"));
    assertThat(Gpus.visible("GPU-1f,MIG-3")).contains(List.of("GPU-1f", "MIG-3"));
    assertThat(Gpus.visible("1,-1,0")).contains(List.of("1"));
    assertThat(Gpus.visible("")).contains(List.of());
    assertThat(Gpus.visible("NoDevFiles")).contains(List.of());
  }

  private List<String> ids(List<String> assigned) {
    return Gpus.counters(Optional.of(nvml), Optional.of(assigned), nanos::get).stream()
        .map(Counter::id)
        .toList();
  }

  private Counter counter() {
    return NvmlCounter.of(nvml, 0, nanos::get);
  }
}
