package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.report.SelectionReport.Drift;
import io.secateur.jobs.report.SelectionReport.Point;
import io.secateur.select.Composition;
import io.secateur.select.Composition.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionReportTest {

  @Test
  void oneLineTellsOfATenthAndOfThisRun() {
    List<Point> merged =
        SelectionReport.merged(
            List.of(
                point(0.2, 20, /* thisRun= */ false),
                point(0.3, 30, /* thisRun= */ false),
                point(0.301, 30, /* thisRun= */ true)));

    assertThat(merged)
        .containsExactly(point(0.2, 20, /* thisRun= */ false), point(0.3, 30, /* thisRun= */ true));
    assertThat(
            SelectionReport.merged(
                List.of(
                    point(0.2, 20, /* thisRun= */ false), point(0.25, 25, /* thisRun= */ true))))
        .containsExactly(
            point(0.2, 20, /* thisRun= */ false), point(0.25, 25, /* thisRun= */ true));
  }

  @Test
  void namesTheValueThatLostMost() {
    List<Drift> drifts =
        SelectionReport.drifts(
            List.of(
                new Composition(
                    "lang",
                    List.of(new Part("en", 100, 50, 80), new Part("x\u202Ey", 60, 30, 1)))));

    assertThat(drifts).extracting(Drift::worst).containsExactly("x y: 1 of 60 stay");
  }

  private static Point point(double share, long kept, boolean thisRun) {
    return new Point(share, kept, kept, "a", share, 0, 0.5, 0.5, thisRun);
  }
}
