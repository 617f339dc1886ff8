package io.secateur.jobs.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** A few dozen texts of two classes, with exact and near duplicates among them. */
public final class FewTexts {
  private static final int TEXTS = 48;
  private static final String[] WORDS = {
    "oak", "elm", "ash", "yew", "fir", "box", "bay", "fig", "gum", "ivy", "may", "nut", "rye"
  };

  private FewTexts() {}

  /** Writes them as Parquet, with the columns {@code id, text, label}. */
  public static Path write(Path path) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      int like = i % 6 == 5 ? i - 1 : i; // each sixth is nearly the one before it
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < 40; w++) {
        text.append(WORDS[(like * 7 + w * w * (like + 3)) % WORDS.length]).append(w).append(' ');
      }
      rows.add(
          RowFactory.create(
              "text-%02d".formatted(i), text + (i % 12 == 11 ? "more" : ""), "class " + i % 2));
    }
    TestSpark.session()
        .createDataFrame(rows, StructType.fromDDL("id string, text string, label string"))
        .coalesce(2)
        .write()
        .parquet(path.toString());
    return path;
  }
}
