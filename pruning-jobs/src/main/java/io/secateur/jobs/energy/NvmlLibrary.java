package io.secateur.jobs.energy;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntSupplier;

/** NVIDIA's own library, through JNA. It comes with the driver, never with us. */
final class NvmlLibrary implements Nvml {
  /** The name with its version: the one without it is in the developers' package only. */
  private static final String FILE = Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1";

  private static final int UUID_BYTES = 96;

  private final Functions functions;

  /** As nvml.h declares them. */
  interface Functions extends Library {
    int nvmlInit_v2();

    int nvmlShutdown();

    int nvmlDeviceGetCount_v2(IntByReference count);

    int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

    int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

    int nvmlDeviceGetTotalEnergyConsumption(Pointer device, LongByReference millijoules);

    int nvmlDeviceGetPowerUsage(Pointer device, IntByReference milliwatts);
  }

  private NvmlLibrary(Functions functions) {
    this.functions = functions;
  }

  static Optional<Nvml> open() {
    return open(FILE);
  }

  static Optional<Nvml> open(String file) {
    try {
      NvmlLibrary library = new NvmlLibrary(Native.load(file, Functions.class));
      return library.functions.nvmlInit_v2() == 0 ? Optional.of(library) : Optional.empty();
    } catch (LinkageError e) {
      // no library, or a temporary folder from which JNA may not load its own
      return Optional.empty();
    }
  }

  @Override
  public int devices() throws Failure {
    IntByReference count = new IntByReference();
    call("nvmlDeviceGetCount_v2", () -> functions.nvmlDeviceGetCount_v2(count));
    return count.getValue();
  }

  @Override
  public String uuid(int device) throws Failure {
    byte[] uuid = new byte[UUID_BYTES];
    Pointer handle = handle(device);
    call("nvmlDeviceGetUUID", () -> functions.nvmlDeviceGetUUID(handle, uuid, UUID_BYTES));
    return Native.toString(uuid, StandardCharsets.US_ASCII);
  }

  @Override
  public long energyMillijoules(int device) throws Failure {
    LongByReference millijoules = new LongByReference();
    Pointer handle = handle(device);
    call(
        "nvmlDeviceGetTotalEnergyConsumption",
        () -> functions.nvmlDeviceGetTotalEnergyConsumption(handle, millijoules));
    return millijoules.getValue();
  }

  @Override
  public long powerMilliwatts(int device) throws Failure {
    IntByReference milliwatts = new IntByReference();
    Pointer handle = handle(device);
    call("nvmlDeviceGetPowerUsage", () -> functions.nvmlDeviceGetPowerUsage(handle, milliwatts));
    return Integer.toUnsignedLong(milliwatts.getValue());
  }

  private Pointer handle(int device) throws Failure {
    PointerByReference handle = new PointerByReference();
    call(
        "nvmlDeviceGetHandleByIndex_v2",
        () -> functions.nvmlDeviceGetHandleByIndex_v2(device, handle));
    return handle.getValue();
  }

  private static void call(String name, IntSupplier function) throws Failure {
    int code;
    try {
      code = function.getAsInt();
    } catch (UnsatisfiedLinkError e) {
      code = FUNCTION_NOT_FOUND; // as the library itself says of what its driver lacks
    }
    if (code != 0) {
      throw new Failure(name, code);
    }
  }

  @Override
  public void close() {
    functions.nvmlShutdown();
  }
}
