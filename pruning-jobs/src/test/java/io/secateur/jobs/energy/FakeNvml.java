package io.secateur.jobs.energy;

import java.util.ArrayList;
import java.util.List;

/** Devices in memory that answer as NVML does, failures included. */
final class FakeNvml implements Nvml {
  static final int UNKNOWN = 999;
  static final int NOT_FOUND = 6;
  static final int GPU_IS_LOST = 15;

  private final List<Device> devices = new ArrayList<>();

  /** Whether it was closed. */
  boolean closed;

  /** One device: codes other than 0 are given back in place of the number. */
  static final class Device {
    long millijoules;
    long milliwatts;
    int energyCode;
    int powerCode;
  }

  Device add() {
    Device device = new Device();
    devices.add(device);
    return device;
  }

  @Override
  public int devices() {
    return devices.size();
  }

  @Override
  public String uuid(int device) throws Failure {
    if (device >= devices.size()) {
      throw new Failure("nvmlDeviceGetHandleByIndex_v2", NOT_FOUND);
    }
    return "GPU-%d000-aaaa".formatted(device);
  }

  @Override
  public long energyMillijoules(int device) throws Failure {
    check("nvmlDeviceGetTotalEnergyConsumption", devices.get(device).energyCode);
    return devices.get(device).millijoules;
  }

  @Override
  public long powerMilliwatts(int device) throws Failure {
    check("nvmlDeviceGetPowerUsage", devices.get(device).powerCode);
    return devices.get(device).milliwatts;
  }

  @Override
  public void close() {
    closed = true;
  }

  private static void check(String function, int code) throws Failure {
    if (code != 0) {
      throw new Failure(function, code);
    }
  }
}
