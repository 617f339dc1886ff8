package io.secateur.jobs.spark;

import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Graphs of duplicates for tests. */
final class Edges {
  private Edges() {}

  /** So many edges between so many vertices. */
  static Set<Edge> random(SplittableRandom random, int vertices, int count) {
    Set<Edge> edges = new LinkedHashSet<>();
    while (edges.size() < count) {
      int one = random.nextInt(vertices);
      int other = random.nextInt(vertices);
      if (one != other) {
        edges.add(Edge.between("v%02d".formatted(one), "v%02d".formatted(other)));
      }
    }
    return edges;
  }

  /** As stages take them. */
  static Dataset<Row> table(Set<Edge> edges) {
    List<Row> rows = new ArrayList<>();
    edges.forEach(edge -> rows.add(RowFactory.create(edge.first(), edge.second(), 0.5)));
    return TestSpark.session()
        .createDataFrame(
            rows, StructType.fromDDL("first string, second string, similarity double"));
  }
}
