package io.secateur.jobs.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import io.secateur.jobs.testing.Powercap;
import io.secateur.testing.Trials;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaplCounterTest {
  private static final String PACKAGE = "intel-rapl:0";
  private static final long RANGE = 262_143_328_850L;

  private final AtomicLong nanos = new AtomicLong();

  @TempDir private Path root;

  @Test
  void countsFromTheFirstReadingOn() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE).energy(PACKAGE, 7_000_000);
    RaplCounter counter = counter();

    assertThat(counter.read()).isEqualTo(new Joules(0));
    tree.energy(PACKAGE, 9_500_000);
    assertThat(counter.read()).isEqualTo(new Joules(2.5));
    assertThat(counter.kind()).isEqualTo("rapl package");
    assertThat(counter.id()).isEqualTo("rapl");
    assertThat(counter.part()).isEqualTo(Counter.Part.CPU);
  }

  @Test
  void addsPackagesAndTheirMemoryAndNothingThatTheseContainOrThatContainsThem() {
    Powercap tree = new Powercap(root);
    tree.zone(PACKAGE, "package-0", RANGE).zone("intel-rapl:1", "package-1-die-0", RANGE);
    tree.zone("intel-rapl:0:0", "core", RANGE).zone("intel-rapl:0:1", "uncore", RANGE);
    tree.zone("intel-rapl:0:2", "dram", RANGE).zone("intel-rapl:2", "psys", RANGE);
    tree.zone("intel-rapl:2:0", "dram", RANGE).zone("intel-rapl-mmio:0", "package-0", RANGE);
    RaplCounter counter = counter();
    counter.read();

    tree.energy(PACKAGE, 1_000_000).energy("intel-rapl:1", 20_000_000);
    tree.energy("intel-rapl:0:2", 300_000_000);
    for (String other :
        new String[] {
          "intel-rapl:0:0", "intel-rapl:0:1", "intel-rapl:2", "intel-rapl:2:0", "intel-rapl-mmio:0"
        }) {
      tree.energy(other, 5_000_000_000L);
    }

    assertThat(counter.read()).isEqualTo(new Joules(321));
    assertThat(counter.kind()).isEqualTo("rapl package + dram");
  }

  @Test
  void wrapsAtItsRange() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    tree.energy(PACKAGE, RANGE - 1_000_000);
    RaplCounter counter = counter();
    counter.read();

    tree.energy(PACKAGE, 2_000_000);

    assertThat(counter.read()).isEqualTo(new Joules(3));
  }

  @Test
  void neverDecreasesAndMissesNothingHoweverOftenItWraps() {
    Trials.forAll(
        20,
        random -> {
          Path folder = root.resolve(Long.toString(random.nextLong()));
          assertThat(folder.toFile().mkdir()).isTrue();
          Powercap tree = new Powercap(folder).zone(PACKAGE, "package-0", 1_000);
          RaplCounter counter = new RaplCounter(folder, nanos::get);
          counter.read();
          long all = 0;
          double before = 0;
          for (int i = 0; i < 20; i++) {
            all += random.nextLong(1_000);
            tree.energy(PACKAGE, all % 1_000);
            double now = ((Joules) counter.read()).joules();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
          }
          assertThat(before).isEqualTo(all * 1e-6);
        });
  }

  @Test
  void aSampleThatCannotBeReadSaysNothingAndTheNextHasItAll() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    RaplCounter counter = counter();
    counter.read();
    tree.energy(PACKAGE, 4_000_000).spoil(PACKAGE, "energy_uj");

    assertThat(counter.read()).isInstanceOf(Absent.class);

    tree.delete(PACKAGE, "energy_uj").energy(PACKAGE, 6_000_000);
    assertThat(counter.read()).isEqualTo(new Joules(6));
  }

  @Test
  void aFileThatIsGoneOrNoNumberSaysNothing() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    RaplCounter counter = counter();
    counter.read();

    tree.delete(PACKAGE, "energy_uj");
    assertThat(counter.read())
        .isEqualTo(
            new Absent(
                "rapl: cannot read %s/intel-rapl:0/energy_uj (there is none)".formatted(root)));
    tree.write(PACKAGE, "energy_uj", "");
    assertThat(counter.read()).isInstanceOf(Absent.class);
  }

  @Test
  void withoutItsRangeItSaysNothingUntilItHasOne() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    tree.delete(PACKAGE, "max_energy_range_uj").energy(PACKAGE, 5_000_000);
    RaplCounter counter = counter();

    assertThat(counter.read()).isInstanceOf(Absent.class);
    tree.write(PACKAGE, "max_energy_range_uj", "0");
    assertThat(counter.read()).isInstanceOf(Absent.class);

    tree.write(PACKAGE, "max_energy_range_uj", Long.toString(RANGE));
    assertThat(counter.read()).isEqualTo(new Joules(0));
  }

  @Test
  void aPackageThatComesCountsFromThenOn() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    RaplCounter counter = counter();
    counter.read();

    tree.zone("intel-rapl:1", "package-1", RANGE).energy("intel-rapl:1", 100_000_000);
    assertThat(counter.read()).isEqualTo(new Joules(0));
    tree.energy("intel-rapl:1", 101_000_000);
    assertThat(counter.read()).isEqualTo(new Joules(1));
  }

  @Test
  void aPackageThatGoesEndsTheCounterEvenIfItComesBack() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    tree.zone("intel-rapl:1", "package-1", RANGE);
    RaplCounter counter = counter();
    counter.read();
    assertThat(root.resolve("intel-rapl:1").toFile().renameTo(root.resolve("off").toFile()))
        .isTrue();

    assertThat(counter.read()).isEqualTo(new Absent("rapl: intel-rapl:1 is gone"));

    assertThat(root.resolve("off").toFile().renameTo(root.resolve("intel-rapl:1").toFile()))
        .isTrue();
    assertThat(counter.read()).isEqualTo(new Absent("rapl: intel-rapl:1 is gone"));
  }

  @Test
  void whatMayHaveWrappedUnseenIsNotKnown() {
    Powercap tree = new Powercap(root).zone(PACKAGE, "package-0", RANGE);
    RaplCounter counter = counter();
    counter.read();
    tree.energy(PACKAGE, 1_000_000);

    nanos.set(262_000_000_000L);
    assertThat(counter.read()).isEqualTo(new Joules(1));
    nanos.set(525_000_000_000L);
    assertThat(counter.read())
        .isEqualTo(new Absent("rapl: intel-rapl:0 was not read in time, and may have wrapped"));
  }

  @Test
  void withoutPackagesThereIsNone() {
    assertThat(counter().read()).isEqualTo(new Absent("rapl: no package in " + root));
    new Powercap(root).zone(PACKAGE, "psys", RANGE);
    assertThat(counter().read()).isEqualTo(new Absent("rapl: no package in " + root));
  }

  @Test
  void withoutTheFolderThereIsNone() {
    Path none = root.resolve("none");

    assertThat(RaplCounter.at(none).read())
        .isEqualTo(new Absent("rapl: cannot read %s (there is none)".formatted(none)));
  }

  private RaplCounter counter() {
    return new RaplCounter(root, nanos::get);
  }
}
