package io.secateur.jobs.spark;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType;

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

  /** Doubles as bytes. */
  public static byte[] packed(double[] values) {
    byte[] bytes = new byte[Double.BYTES * values.length];
    ByteBuffer.wrap(bytes).asDoubleBuffer().put(values);
    return bytes;
  }

  /** Doubles that were {@link #packed(double[])}. */
  public static double[] unpackedDoubles(byte[] packed) {
    double[] values = new double[packed.length / Double.BYTES];
    ByteBuffer.wrap(packed).asDoubleBuffer().get(values);
    return values;
  }

  /**
   * Rows of texts and one column of vectors, of float or {@link #packed(float[])}: as a file has
   * them, without an object for each float.
   *
   * @param column of the vectors; the others are text
   */
  public static JavaRDD<Row> unboxed(Dataset<Row> rows, int column) {
    boolean packed = rows.schema().fields()[column].dataType() instanceof BinaryType;
    int columns = rows.schema().length();
    return rows.queryExecution()
        .toRdd()
        .toJavaRDD()
        .map(
            row -> {
              Object[] values = new Object[columns];
              for (int i = 0; i < columns; i++) {
                values[i] = i == column ? vector(row, i, packed) : row.getString(i);
              }
              return RowFactory.create(values);
            });
  }

  private static float[] vector(InternalRow row, int column, boolean packed) {
    return packed ? unpacked(row.getBinary(column)) : row.getArray(column).toFloatArray();
  }

  private static float[] unpacked(byte[] packed) {
    float[] values = new float[packed.length / Float.BYTES];
    ByteBuffer.wrap(packed).asFloatBuffer().get(values);
    return values;
  }

  /** An array of float, or one that was {@link #packed(float[])}. */
  public static float[] floats(Row row, int column) {
    if (row.get(column) instanceof float[] values) {
      return values;
    }
    if (row.get(column) instanceof byte[] packed) {
      return unpacked(packed);
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
