package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that looks like the kernel's /sys/class/powercap. */
public record Powercap(Path root) {

  /** One package, {@code intel-rapl:0}, at 0, that wraps at a terajoule. */
  public static Powercap onePackage(Path root) {
    return new Powercap(root).zone("intel-rapl:0", "package-0", 1_000_000_000_000L);
  }

  /** Adds a zone that wraps at a range, at 0. */
  public Powercap zone(String zone, String name, long range) {
    return write(zone, "name", name)
        .write(zone, "max_energy_range_uj", Long.toString(range))
        .energy(zone, 0);
  }

  /** Sets the microjoules of a zone. */
  public Powercap energy(String zone, long microjoules) {
    return write(zone, "energy_uj", Long.toString(microjoules));
  }

  /** The microjoules of a zone. */
  public long energy(String zone) {
    try {
      return Long.parseLong(Files.readString(root.resolve(zone).resolve("energy_uj")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Some microjoules more; whoever reads meanwhile sees the one number or the other. */
  public void add(String zone, long microjoules) {
    synchronized (Powercap.class) {
      energy(zone, energy(zone) + microjoules);
    }
  }

  /** Writes a file as the kernel does, with a line's end. */
  public Powercap write(String zone, String file, String text) {
    try {
      Path folder = Files.createDirectories(root.resolve(zone));
      Path beside = Files.createTempFile(root, "write", null);
      Files.writeString(beside, text + "\n");
      Files.move(beside, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Makes a file one that cannot be read, whoever asks: permissions do not stop root. */
  public Powercap spoil(String zone, String file) {
    try {
      Files.delete(root.resolve(zone).resolve(file));
      Files.createDirectory(root.resolve(zone).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Takes away what {@link #spoil} left, or a file. */
  public Powercap delete(String zone, String file) {
    try {
      Files.delete(root.resolve(zone).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
