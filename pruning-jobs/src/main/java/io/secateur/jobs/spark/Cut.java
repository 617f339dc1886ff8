package io.secateur.jobs.spark;

import java.io.Serializable;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A place in an order of rows by two numbers, key and id: rows up to it are within.
 *
 * @param high the number that orders first
 * @param low the number that orders rows of equal ones
 * @param key orders rows of equal numbers, by its UTF-8 bytes
 * @param id orders copies of one content
 */
public record Cut(long high, long low, String key, String id) implements Serializable {
  /** Nothing is within. */
  public static final Cut NOTHING = new Cut(Long.MIN_VALUE, Long.MIN_VALUE, "", "");

  /** All is within; no key is past the last code point. */
  public static final Cut EVERYTHING =
      new Cut(Long.MAX_VALUE, Long.MAX_VALUE, Character.toString(Character.MAX_CODE_POINT), "");

  /** Whether a row is within. */
  public boolean holds(long rowHigh, long rowLow, String rowKey, String rowId) {
    int order = Long.compare(rowHigh, high);
    order = order != 0 ? order : Long.compare(rowLow, low);
    order = order != 0 ? order : compare(rowKey, key);
    return (order != 0 ? order : compare(rowId, id)) <= 0;
  }

  /** As Spark compares text. */
  private static int compare(String a, String b) {
    return UTF8String.fromString(a).compareTo(UTF8String.fromString(b));
  }
}
