package io.secateur.example;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** An immutable row-major matrix of {@code float}. */
public final class Matrix implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int rows;
  private final int columns;
  private final float[] values;

  private Matrix(int rows, int columns, float[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * Copies {@code values} into a matrix.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @param values row-major, length {@code rows * columns}
   * @throws IllegalArgumentException if the length does not fit the shape
   */
  public static Matrix of(int rows, int columns, float... values) {
    if (columns < 1 || rows < 0 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "Invalid matrix: %d values for shape %d x %d".formatted(values.length, rows, columns));
    }
    return new Matrix(rows, columns, values.clone());
  }

  /**
   * Copies one array a row into a matrix.
   *
   * @param rows the rows, all of one length
   * @param columns that length; needed for a matrix without rows
   * @throws IllegalArgumentException if a row has another length
   */
  public static Matrix ofRows(List<float[]> rows, int columns) {
    float[] values = new float[Math.multiplyExact(rows.size(), columns)];
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i);
      if (row.length != columns) {
        throw new IllegalArgumentException(
            "Invalid matrix: row %d has %d values (must be %d)".formatted(i, row.length, columns));
      }
      System.arraycopy(row, 0, values, i * columns, columns);
    }
    return new Matrix(rows.size(), columns, values);
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /**
   * One value.
   *
   * @param row in [0, rows)
   * @param column in [0, columns)
   */
  public float at(int row, int column) {
    return values[row * columns + column];
  }

  /**
   * A copy of one row.
   *
   * @param row in [0, rows)
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public float[] row(int row) {
    Objects.checkIndex(row, rows); // copyOfRange would pad with zeros
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  /**
   * A matrix of some of the rows, in the order given.
   *
   * @param chosen row numbers
   */
  public Matrix rows(int... chosen) {
    float[] picked = new float[chosen.length * columns];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(values, chosen[i] * columns, picked, i * columns, columns);
    }
    return new Matrix(chosen.length, columns, picked);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * columns + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Matrix[%d x %d]".formatted(rows, columns);
  }
}
