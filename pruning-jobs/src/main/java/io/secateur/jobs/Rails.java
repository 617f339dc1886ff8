package io.secateur.jobs;

import io.secateur.jobs.report.Words;
import io.secateur.select.Composition;
import io.secateur.select.Composition.Part;
import java.util.List;
import java.util.function.Consumer;

/** Says, with numbers, what part of the set all but vanished. */
final class Rails {
  private static final int MOST = 3;

  private Rails() {}

  static void warn(List<Composition> compositions, Consumer<String> warn) {
    for (Composition one : compositions) {
      List<Part> collapsed = one.collapsed();
      for (Part part : collapsed.subList(0, Math.min(MOST, collapsed.size()))) {
        warn.accept(
            "%s %s keeps %,d of %,d (%s), a random choice of the same size %,d"
                .formatted(
                    one.dimension(),
                    Words.excerpt(part.value(), 60),
                    part.after(),
                    part.before(),
                    Words.percent(part.after(), part.before()),
                    part.random()));
      }
      if (collapsed.size() > MOST) {
        warn.accept(
            "%,d more of %,d values of %s keep less than a quarter of their share"
                .formatted(collapsed.size() - MOST, one.parts().size(), one.dimension()));
      }
    }
  }
}
