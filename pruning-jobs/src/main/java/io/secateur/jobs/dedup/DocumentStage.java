package io.secateur.jobs.dedup;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes of texts the documents that are compared. No text goes further than this. */
final class DocumentStage {
  /** Documents and shingles of a block, about: a megabyte. */
  private static final int BLOCK = 4_096;

  private static final int BLOCK_SHINGLES = 1 << 17;

  private DocumentStage() {}

  /**
   * Makes them.
   *
   * @param texts {@code text, scope}
   * @param lowerCase as the content key was made
   * @return blocks of documents; none for a text without words, which is like nothing
   */
  static JavaRDD<Documents> blocks(Dataset<Row> texts, boolean lowerCase, Shingles shingles) {
    FlatMapFunction<Iterator<Row>, Documents> make = task -> new Blocks(task, lowerCase, shingles);
    return texts.select("text", "scope").toJavaRDD().mapPartitions(make);
  }

  private static final class Blocks implements Iterator<Documents> {
    private final Iterator<Row> texts;
    private final boolean lowerCase;
    private final Shingles shingles;

    Blocks(Iterator<Row> texts, boolean lowerCase, Shingles shingles) {
      this.texts = texts;
      this.lowerCase = lowerCase;
      this.shingles = shingles;
    }

    @Override
    public boolean hasNext() {
      return texts.hasNext();
    }

    @Override
    public Documents next() {
      if (!texts.hasNext()) {
        throw new NoSuchElementException();
      }
      Documents block = new Documents(BLOCK, BLOCK_SHINGLES);
      while (texts.hasNext() && block.count() < BLOCK && block.shingles() < BLOCK_SHINGLES) {
        add(texts.next(), block);
      }
      return block;
    }

    private void add(Row row, Documents block) {
      String text = row.getString(0);
      if (text == null) {
        return;
      }
      String canonical = lowerCase ? CanonicalText.lowerCaseOf(text) : CanonicalText.of(text);
      long[] set = shingles.of(canonical);
      if (set.length > 0) {
        block.add(
            canonical.length(),
            ContentKey.of(canonical),
            Priority.scopeHash(row.getString(1)),
            set.length,
            set);
      }
    }
  }
}
