package io.secateur.jobs.energy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Energy of the processors and of the memory beside them, from the Linux kernel's powercap files
 * (RAPL, on Intel and on AMD): the packages, and their {@code dram} where there is one. A package
 * contains its {@code core} and {@code uncore}, and {@code psys} contains the packages, so none of
 * these is added. Source: Documentation/power/powercap in the kernel.
 *
 * <p>The registers wrap. A sample in which any file cannot be read says nothing. A domain that
 * goes, or that was not looked at for so long that a kilowatt may have wrapped it unseen, ends the
 * counter, as what it counted in between is not known.
 */
public final class RaplCounter implements Counter {
  /** Where the kernel has them. */
  public static final Path ROOT = Path.of("/sys/class/powercap");

  private static final Pattern ZONE = Pattern.compile("(intel-rapl:\\d+)(:\\d+)?");
  private static final double MICRO = 1e-6;

  /** Nanoseconds that one microjoule lasts at a kilowatt: more than a package or a dram takes. */
  private static final double NANOS_A_MICROJOULE = 1;

  private final Path root;
  private final LongSupplier nanos;
  private final Map<Path, Domain> domains = new TreeMap<>();
  private double microjoules;
  private @Nullable String ended;

  private static final class Domain {
    private final String name;
    private final long range;
    private long last;
    private long readAt;

    Domain(String name, long range, long last, long readAt) {
      this.name = name;
      this.range = range;
      this.last = last;
      this.readAt = readAt;
    }
  }

  RaplCounter(Path root, LongSupplier nanos) {
    this.root = root;
    this.nanos = nanos;
  }

  /** That of this machine, or of a tree that looks like it. */
  public static RaplCounter at(Path root) {
    return new RaplCounter(root, System::nanoTime);
  }

  @Override
  public String id() {
    return "rapl";
  }

  @Override
  public synchronized String kind() {
    Set<String> names = new LinkedHashSet<>();
    domains.values().forEach(domain -> names.add(domain.name));
    return names.isEmpty() ? "rapl" : "rapl " + String.join(" + ", names);
  }

  @Override
  public Part part() {
    return Part.CPU;
  }

  @Override
  public synchronized Reading read() {
    if (ended != null) {
      return new Reading.Absent(ended);
    }
    try {
      Map<Path, String> zones = zones();
      for (Path known : domains.keySet()) {
        if (!zones.containsKey(known)) {
          ended = "rapl: %s is gone".formatted(known.getFileName());
        }
      }
      for (Map.Entry<Path, String> zone : zones.entrySet()) {
        advance(zone.getKey(), zone.getValue());
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      return new Reading.Absent("rapl: cannot read " + reason(e));
    }
    if (ended != null) {
      return new Reading.Absent(ended);
    }
    return domains.isEmpty()
        ? new Reading.Absent("rapl: no package in " + root)
        : new Reading.Joules(microjoules * MICRO);
  }

  private void advance(Path zone, String name) throws IOException {
    Domain domain = domains.get(zone);
    long now = nanos.getAsLong();
    long energy = number(zone.resolve("energy_uj"));
    if (domain == null) {
      long range = number(zone.resolve("max_energy_range_uj"));
      if (range <= 0) {
        throw new NumberFormatException(zone + "/max_energy_range_uj: " + range);
      }
      domains.put(zone, new Domain(name, range, energy, now));
      return;
    }
    if ((now - domain.readAt) / NANOS_A_MICROJOULE > domain.range) {
      ended = "rapl: %s was not read in time, and may have wrapped".formatted(zone.getFileName());
      return;
    }
    microjoules +=
        energy >= domain.last ? energy - domain.last : energy + domain.range - domain.last;
    domain.last = energy;
    domain.readAt = now;
  }

  /** The packages, and their memory: directories with the kinds of what they count. */
  private Map<Path, String> zones() throws IOException {
    List<Matcher> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "intel-rapl:*")) {
      for (Path entry : entries) {
        Matcher zone = ZONE.matcher(entry.getFileName().toString());
        if (zone.matches()) {
          found.add(zone);
        }
      }
    }
    Map<Path, String> zones = new TreeMap<>();
    for (Matcher zone : found) {
      Path path = root.resolve(zone.group());
      if (zone.group(2) == null) {
        counted(path, "package").ifPresent(name -> zones.put(path, name));
      }
    }
    for (Matcher zone : found) {
      Path path = root.resolve(zone.group());
      if (zone.group(2) != null && zones.containsKey(root.resolve(zone.group(1)))) {
        counted(path, "dram").ifPresent(name -> zones.put(path, name));
      }
    }
    return zones;
  }

  /** The kind, where the zone is of it: package-0 and package-1-die-0 are packages. */
  private static Optional<String> counted(Path zone, String kind) throws IOException {
    String name = Files.readString(zone.resolve("name")).strip();
    return name.equals(kind) || name.startsWith(kind + "-") ? Optional.of(kind) : Optional.empty();
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }

  private static String reason(Exception problem) {
    if (problem instanceof AccessDeniedException denied) {
      return denied.getFile() + " (only root may, unless it is made readable)";
    }
    if (problem instanceof NoSuchFileException missing) {
      return missing.getFile() + " (there is none)";
    }
    return String.valueOf(problem.getMessage());
  }

  @Override
  public void close() {}
}
