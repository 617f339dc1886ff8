package io.secateur.jobs.energy;

import java.util.Optional;

/** The few functions of NVIDIA's management library that a counter needs. */
public interface Nvml extends AutoCloseable {
  /** Codes that the library gives back: nvml.h, nvmlReturn_t. */
  int NOT_SUPPORTED = 3;

  /** The library is older than the function. */
  int FUNCTION_NOT_FOUND = 13;

  /** Devices of the machine. */
  int devices() throws Failure;

  /** What a device is called wherever it is plugged: {@code GPU-...}. */
  String uuid(int device) throws Failure;

  /** Energy since the driver was loaded, in millijoules; from Volta on. */
  long energyMillijoules(int device) throws Failure;

  /** Power at the moment, in milliwatts. */
  long powerMilliwatts(int device) throws Failure;

  @Override
  void close();

  /** The library of this machine, if it has one that works. */
  static Optional<Nvml> open() {
    return NvmlLibrary.open();
  }

  /** The library refused. */
  final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    public Failure(String function, int code) {
      super("%s gave back %d%s".formatted(function, code, name(code)));
      this.code = code;
    }

    public int code() {
      return code;
    }

    private static String name(int code) {
      return switch (code) {
        case 1 -> " (uninitialized)";
        case NOT_SUPPORTED -> " (not supported)";
        case 4 -> " (no permission)";
        case 6 -> " (not found)";
        case 9 -> " (driver not loaded)";
        case FUNCTION_NOT_FOUND -> " (no such function)";
        case 15 -> " (GPU is lost)";
        case 18 -> " (driver and library differ)";
        default -> "";
      };
    }
  }
}
