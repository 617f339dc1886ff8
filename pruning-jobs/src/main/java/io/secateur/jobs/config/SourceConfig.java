package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code source} block.
 *
 * @param paths files or directories; one table's name where the format is {@code table}
 * @param format parquet, json, csv, orc or table
 * @param options for Spark's reader
 * @param columns their names for our columns
 * @param textSeparator between two columns of the text
 * @param lowerCase whether case is no difference
 * @param emptyText what becomes of an example without text
 * @param mergeSchema whether a Parquet source has the columns of all its files
 * @param hashFilesUpTo bytes of input that are hashed for the record
 */
public record SourceConfig(
    List<String> paths,
    String format,
    Map<String, String> options,
    Columns columns,
    String textSeparator,
    boolean lowerCase,
    EmptyText emptyText,
    boolean mergeSchema,
    long hashFilesUpTo)
    implements Serializable {

  /** The format whose path is a catalogue table. */
  public static final String TABLE = "table";

  /** All formats. */
  public static final List<String> FORMATS = List.of("parquet", "json", "csv", "orc", TABLE);

  /** What a record has in place of an option that is a secret. */
  public static final String HIDDEN = "(hidden)";

  /** What becomes of an example without text. */
  public enum EmptyText {
    KEEP,
    DROP,
    FAIL
  }

  /**
   * Their names for our columns.
   *
   * @param id unique and never null
   * @param text strings, at least one; joined where there are several
   * @param label the class, if there is one
   * @param group the origin, if there is one
   * @param scope duplicates are only looked for among rows that agree in all of these
   * @param extents what its size is told by
   * @param pictures what the report shows of it
   */
  public record Columns(
      String id,
      List<String> text,
      @Nullable String label,
      @Nullable String group,
      List<String> scope,
      Extents extents,
      Pictures pictures)
      implements Serializable {

    /** Among what duplicates are looked for, in words. */
    public String scopeInWords() {
      return scope.isEmpty()
          ? "all examples"
          : "examples of the same " + String.join(" and ", scope);
    }
  }

  /**
   * Columns of numbers that tell what a training pass over an example costs.
   *
   * @param frames of a clip
   * @param seconds of a clip
   * @param height pixels
   * @param width pixels
   * @param flop the cost itself
   */
  public record Extents(
      @Nullable String frames,
      @Nullable String seconds,
      @Nullable String height,
      @Nullable String width,
      @Nullable String flop)
      implements Serializable {

    /** None of them. */
    public static final Extents NONE = new Extents(null, null, null, null, null);

    static Extents from(Values source) {
      return new Extents(
          source.optionalText("columns.frames"),
          source.optionalText("columns.seconds"),
          source.optionalText("columns.height"),
          source.optionalText("columns.width"),
          source.optionalText("columns.flop"));
    }

    /** Whether the length of a clip is told. */
    public boolean tellsLength() {
      return frames != null || seconds != null || flop != null;
    }
  }

  /**
   * Columns of encoded images and clips, for the report.
   *
   * @param image PNG, JPEG, GIF or BMP
   * @param video MP4, MOV or WebM
   */
  public record Pictures(@Nullable String image, @Nullable String video) implements Serializable {
    /** None of them. */
    public static final Pictures NONE = new Pictures(null, null);
  }

  static SourceConfig from(Values source) {
    String emptyText = source.choice("empty-text", List.of("keep", "drop", "fail"));
    return new SourceConfig(
        source.someTexts("path"),
        source.choice("format", FORMATS),
        source.options("options"),
        new Columns(
            source.text("columns.id"),
            source.someNames("columns.text"),
            source.optionalText("columns.label"),
            source.optionalText("columns.group"),
            source.names("columns.scope"),
            Extents.from(source),
            new Pictures(
                source.optionalText("columns.image"), source.optionalText("columns.video"))),
        source.anyText("text-separator"),
        source.flag("lower-case"),
        EmptyText.valueOf(emptyText.toUpperCase(java.util.Locale.ROOT)),
        source.flag("merge-schema"),
        source.bytes("hash-files-up-to", 0, "must be a size, such as 1G; 0 hashes none"));
  }
}
