package io.secateur.jobs.report.picture;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataTypes;

/** Pictures of a few examples, made where the examples are: only the small ones travel. */
public final class PictureStage {
  private static final int MOST_BYTES = 64 << 20;

  private PictureStage() {}

  /**
   * Makes them, in one pass over the source.
   *
   * @param examples {@code id, image, video} of the source; bytes, where there are any
   * @param ids of a few examples
   * @return data URIs by id; nothing where there is no picture
   */
  public static Map<String, String> of(Dataset<Row> examples, Collection<String> ids) {
    Map<String, String> found = new HashMap<>();
    boolean images = hasBytes(examples, "image");
    boolean clips = hasBytes(examples, "video");
    if (ids.isEmpty() || !(images || clips)) {
      return found;
    }
    Column thumbnail = images ? small("image", PictureStage::thumbnail) : lit(null);
    Column strip = clips ? small("video", PictureStage::strip) : lit(null);
    examples
        .filter(col("id").isin(ids.toArray()))
        .select(col("id"), functions.coalesce(thumbnail, strip).cast("string").as("picture"))
        .filter(col("picture").isNotNull())
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), row.getString(1)));
    return found;
  }

  private static boolean hasBytes(Dataset<Row> examples, String column) {
    return Arrays.asList(examples.columns()).contains(column)
        && examples.schema().apply(column).dataType() instanceof BinaryType;
  }

  private static Column small(String column, UDF1<byte[], String> picture) {
    return when(
        functions.octet_length(col(column)).leq(MOST_BYTES),
        udf(picture, DataTypes.StringType).apply(col(column)));
  }

  @SuppressWarnings("NullAway") // Spark takes null for SQL's
  private static String thumbnail(byte[] image) {
    return image == null ? null : Thumbnail.of(image).orElse(null);
  }

  @SuppressWarnings("NullAway") // Spark takes null for SQL's
  private static String strip(byte[] clip) {
    return clip == null ? null : FrameStrip.of(clip).orElse(null);
  }
}
