package io.secateur.jobs.select;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.RunConfig;
import io.secateur.select.GreedyPolicy;
import io.secateur.select.Picks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a greedy policy gains from the examples of one block that holds them all. */
final class TwinGains {
  private TwinGains() {}

  static Map<String, Double> of(
      RunConfig config, List<TwinRow> block, Map<String, List<Float>> vectors) {
    List<float[]> rows = new ArrayList<>();
    for (TwinRow row : block) {
      List<Float> vector = Objects.requireNonNull(vectors.get(row.id));
      float[] plain = new float[vector.size()];
      for (int d = 0; d < plain.length; d++) {
        plain[d] = vector.get(d);
      }
      rows.add(plain);
    }
    double[] values =
        block.stream().mapToDouble(row -> row.value == null ? 0 : row.value).toArray();
    int[] must = IntStream.range(0, block.size()).filter(i -> block.get(i).must).toArray();
    GreedyPolicy policy = (GreedyPolicy) config.choice().policy();
    Picks picks = policy.picks(Matrix.ofRows(rows, rows.get(0).length), values, must, block.size());
    Map<String, Double> gains = new TreeMap<>();
    for (int p = 0; p < picks.size(); p++) {
      gains.put(block.get(picks.row(p)).id, picks.gain(p));
    }
    return gains;
  }
}
