package io.secateur.jobs.spark;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Array columns as Java arrays. Between two typed operations Spark hands rows on as they were made,
 * with Java's arrays; from a file or a cache it hands on sequences.
 */
public final class ArrayColumns {
  private ArrayColumns() {}

  /** An array of bigint. */
  public static long[] longs(Row row, int column) {
    if (row.get(column) instanceof long[] values) {
      return values;
    }
    List<Long> boxed = row.getList(column);
    long[] values = new long[boxed.size()];
    int i = 0;
    for (long value : boxed) {
      values[i++] = value;
    }
    return values;
  }

  /**
   * Floats as bytes: Spark moves a binary value as a whole, and an array element by element, each
   * in an object of its own.
   */
  public static byte[] packed(float[] values) {
    byte[] bytes = new byte[Float.BYTES * values.length];
    ByteBuffer.wrap(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  /** An array of float, or one that was {@link #packed}. */
  public static float[] floats(Row row, int column) {
    if (row.get(column) instanceof float[] values) {
      return values;
    }
    if (row.get(column) instanceof byte[] packed) {
      float[] values = new float[packed.length / Float.BYTES];
      ByteBuffer.wrap(packed).asFloatBuffer().get(values);
      return values;
    }
    List<Float> boxed = row.getList(column);
    float[] values = new float[boxed.size()];
    int i = 0;
    for (float value : boxed) {
      values[i++] = value;
    }
    return values;
  }
}
