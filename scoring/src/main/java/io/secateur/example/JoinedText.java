package io.secateur.example;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one text of an example whose text is in several columns, such as a title and a body.
 *
 * <p>Columns that are null or blank leave no separator behind. Where all are null there is no text;
 * where some are blank and the rest null, the text is empty.
 *
 * @param separator between two columns
 */
public record JoinedText(String separator) implements Serializable {

  /**
   * Joins the columns of one example.
   *
   * @param columns its texts, in the order in which they are read
   * @return the text, or null where all columns are null
   */
  public @Nullable String of(List<@Nullable String> columns) {
    if (columns.stream().allMatch(Objects::isNull)) {
      return null;
    }
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (String column : columns) {
      if (column != null && !CanonicalText.isBlank(column)) {
        joined.append(first ? "" : separator).append(column);
        first = false;
      }
    }
    return joined.toString();
  }
}
