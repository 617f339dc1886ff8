package io.secateur.jobs.select;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An example as {@link SelectionTwin} sees it, and what becomes of it. */
final class TwinRow {
  final String id;
  final String key;
  final long hash;
  private final Map<String, Object> columns; // those that are not null, scores and the source's too

  boolean must;
  BigDecimal cost = BigDecimal.ONE;
  @Nullable Double score;
  @Nullable Double value;
  @Nullable Double hardness;
  boolean keep;
  String reason = "";
  String stratum = "";
  long place = -1;

  TwinRow(String id, String key, long seed, Map<String, Object> columns) {
    this.id = id;
    this.key = key;
    this.hash = SeededHash.order(seed, ContentKey.parse(key));
    this.columns = columns;
  }

  boolean decided() {
    return !reason.isEmpty();
  }

  void decide(boolean stays, String why) {
    keep = stays;
    reason = why;
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  String text(String column) {
    return Objects.toString(columns.get(column), "(none)");
  }

  double number(String column) {
    return ((Number) Objects.requireNonNull(columns.get(column))).doubleValue();
  }

  @Nullable Double score(String scorer) {
    return has(scorer) ? (Double) number(scorer) : null;
  }

  /** What the ledger says of it, in one line. */
  String line() {
    return "%s %s %s %s %d".formatted(id, keep ? "keep" : "drop", reason, stratum, place);
  }
}
