package io.secateur.jobs.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.energy.Counted.Share;
import io.secateur.jobs.energy.Counter.Part;
import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import io.secateur.jobs.energy.Sample.Entry;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws of the meter, on one, two and many machines. */
class MeterTest {
  private static final long NO_PATIENCE = 0;

  private Reading here = new Joules(0);
  private final List<Entry> more = new ArrayList<>();
  private final Meter meter = new Meter(this::own, NO_PATIENCE);

  @Test
  void countsWhatTheDriversCounterMovedBetweenTwoMarks() {
    here = new Joules(100);
    int begin = meter.mark();
    here = new Joules(142);
    int middle = meter.mark();
    here = new Joules(150);
    int end = meter.mark();

    assertThat(meter.between(begin, middle).cpu()).contains(counted(42, "rapl package (1)"));
    assertThat(meter.between(middle, end).cpu()).contains(counted(8, "rapl package (1)"));
    assertThat(meter.between(begin, end).gpu()).isEmpty();
  }

  @Test
  void addsMachines() {
    meter.came("1");
    executor("1", "b", 1_000);
    int begin = meter.mark();
    executor("1", "b", 1_010);
    here = new Joules(5);
    int end = meter.mark();
    executor("1", "b", 1_037);

    assertThat(meter.between(begin, end).cpu()).contains(counted(5 + 27, "rapl package (2)"));
  }

  @Test
  void aMachineCountsOnceHoweverManyExecutorsReadIt() {
    meter.came("1");
    meter.came("2");
    executor("1", "b", 0);
    executor("2", "b", 500);
    int begin = meter.mark();
    executor("1", "b", 10);
    executor("2", "b", 510);
    here = new Joules(1);
    int end = meter.mark();
    executor("2", "b", 540);
    executor("1", "b", 40);

    assertThat(meter.between(begin, end).cpu()).contains(counted(1 + 30, "rapl package (2)"));
  }

  @Test
  void anExecutorOnTheDriversMachineAddsNothing() {
    meter.came("1");
    int begin = meter.mark();
    executor("1", "a", 100);
    here = new Joules(7);
    int end = meter.mark();
    executor("1", "a", 107);

    assertThat(meter.between(begin, end).cpu()).contains(counted(7, "rapl package (1)"));
  }

  @Test
  void whenAnExecutorEndsAnotherOnItsMachineGoesOnFromItsOwnReading() {
    executor("1", "b", 0);
    executor("2", "b", 1_000);
    int begin = meter.mark();
    executor("1", "b", 0);
    executor("2", "b", 1_000);
    executor("1", "b", 20);
    executor("2", "b", 1_021);
    meter.ended("1");
    executor("2", "b", 1_030);
    here = new Joules(1);
    int end = meter.mark();
    executor("2", "b", 1_050);

    // 20 as the first said, then from 1,021 to 1,050 as the second did
    assertThat(meter.between(begin, end).cpu()).contains(counted(1 + 49, "rapl package (2)"));
  }

  @Test
  void aMachineThatIsLostCountsUpToItsLastSample() {
    meter.came("1");
    executor("1", "b", 0);
    int begin = meter.mark();
    executor("1", "b", 0);
    executor("1", "b", 33);
    meter.ended("1");
    here = new Joules(1);
    int middle = meter.mark();
    here = new Joules(2);
    int end = meter.mark();

    assertThat(meter.between(begin, middle).cpu()).contains(counted(34, "rapl package (2)"));
    assertThat(meter.between(middle, end).cpu()).contains(counted(1, "rapl package (1)"));
  }

  @Test
  void aMachineThatComesCountsFromItsFirstSample() {
    int begin = meter.mark();
    meter.came("1");
    executor("1", "b", 1_000);
    executor("1", "b", 1_004);
    here = new Joules(1);
    int end = meter.mark();
    executor("1", "b", 1_006);

    assertThat(meter.between(begin, end).cpu()).contains(counted(7, "rapl package (2)"));
  }

  @Test
  void aCounterThatIsAbsentMakesTheSumUnknownAndNotSmaller() {
    executor("1", "b", new Absent("rapl: no package"));
    int begin = meter.mark();
    executor("1", "b", new Absent("rapl: no package"));
    here = new Joules(5);
    int end = meter.mark();
    executor("1", "b", new Absent("rapl: no package"));

    assertThat(meter.between(begin, end).cpu())
        .contains(new Share(new Absent("rapl: no package on host-b"), "rapl package (1)"));
  }

  @Test
  void oneFailureSpoilsTheStagesOnBothSidesOnly() {
    List<Integer> marks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      here = i == 2 ? new Absent("rapl: cannot read") : new Joules(10 * i);
      marks.add(meter.mark());
    }

    assertThat(meter.between(marks.get(0), marks.get(1)).cpu())
        .contains(counted(10, "rapl package (1)"));
    assertThat(energy(marks.get(1), marks.get(2))).isInstanceOf(Absent.class);
    assertThat(energy(marks.get(2), marks.get(3))).isInstanceOf(Absent.class);
    assertThat(meter.between(marks.get(3), marks.get(4)).cpu())
        .contains(counted(10, "rapl package (1)"));
  }

  @Test
  void aCounterThatStandsStillIsNoCounter() {
    int begin = meter.mark();
    int end = meter.mark();

    assertThat(energy(begin, end)).isEqualTo(new Absent("rapl package stands still on host-a"));
  }

  @Test
  void acceleratorsAreASumOfTheirOwn() {
    more.add(new Entry("GPU-0", "nvml energy", Part.GPU, new Joules(0)));
    more.add(new Entry("GPU-1", "nvml energy", Part.GPU, new Joules(50)));
    int begin = meter.mark();
    here = new Joules(1);
    more.set(0, new Entry("GPU-0", "nvml energy", Part.GPU, new Joules(9)));
    more.set(1, new Entry("GPU-1", "nvml energy", Part.GPU, new Joules(53)));
    int end = meter.mark();

    assertThat(meter.between(begin, end).gpu()).contains(counted(12, "nvml energy (2)"));
  }

  @Test
  void anExecutorThatSaysNothingMakesTheSumUnknown() {
    int begin = meter.mark();
    meter.came("7");
    here = new Joules(5);
    int end = meter.mark();

    assertThat(energy(begin, end)).isEqualTo(new Absent("no sample of executor 7"));
  }

  @Test
  void aSampleThatIsOnItsWayIsWaitedFor() {
    Meter patient = new Meter(this::own);
    patient.came("1");
    int begin = patient.mark();
    patient.add(sample("1", "b", new Joules(3)));
    here = new Joules(5);
    int end = patient.mark();
    Thread later = new Thread(() -> patient.add(sample("1", "b", new Joules(10))));
    later.start();

    assertThat(patient.between(begin, end).cpu()).contains(counted(12, "rapl package (2)"));
  }

  @Test
  void manyMachinesWithoutACounterAreNamedInPart() {
    for (int i = 0; i < 5; i++) {
      executor("" + i, "m" + i, new Absent("rapl: none"));
    }
    int begin = meter.mark();
    here = new Joules(1);
    int end = meter.mark();

    assertThat(energy(begin, end))
        .isEqualTo(
            new Absent(
                "rapl: none on host-m0; rapl: none on host-m1; rapl: none on host-m2; and 2 more"));
  }

  @Test
  void theStagesOfARunAddUpToWhatTheCountersMoved() {
    Trials.forAll(
        50,
        random -> {
          here = new Joules(0);
          Meter many = new Meter(this::own, NO_PATIENCE);
          double[] machines = {0, 0, 0};
          List<Integer> marks = new ArrayList<>();
          for (int stage = 0; stage < 6; stage++) {
            here = new Joules(stage);
            marks.add(many.mark());
            for (int sample = 0; sample < 12; sample++) {
              int reader = sample < 6 ? sample : random.nextInt(6);
              int machine = reader % machines.length;
              machines[machine] += random.nextInt(1, 9);
              // each reader has an origin of its own
              many.add(
                  sample(
                      "" + reader,
                      "m" + machine,
                      new Joules(machines[machine] + 1_000.0 * reader)));
            }
          }
          double sum = 0;
          for (int stage = 1; stage < marks.size(); stage++) {
            sum += joules(many, marks.get(stage - 1), marks.get(stage));
          }
          assertThat(sum).isEqualTo(joules(many, marks.get(0), marks.get(5)), within(1e-9));
          assertThat(sum)
              .isPositive()
              .isLessThanOrEqualTo(machines[0] + machines[1] + machines[2] + 5);
        });
  }

  private static double joules(Meter meter, int from, int to) {
    return ((Joules) meter.between(from, to).cpu().orElseThrow().energy()).joules();
  }

  private Reading energy(int from, int to) {
    return meter.between(from, to).cpu().orElseThrow().energy();
  }

  private static Share counted(double joules, String what) {
    return new Share(new Joules(joules), what);
  }

  private void executor(String executor, String machine, double joules) {
    executor(executor, machine, new Joules(joules));
  }

  private void executor(String executor, String machine, Reading reading) {
    meter.add(sample(executor, machine, reading));
  }

  private static Sample sample(String reader, String machine, Reading reading) {
    return new Sample(
        machine,
        "host-" + machine,
        reader,
        List.of(new Entry("rapl", "rapl package", Part.CPU, reading)));
  }

  private Sample own() {
    List<Entry> entries = new ArrayList<>(sample("driver", "a", here).entries());
    entries.addAll(more);
    return new Sample("a", "host-a", "driver", entries);
  }
}
