package io.secateur.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Native memory that batches are written in, and that the engine reads without a copy. It is used
 * again, for what the JVM gives back late is never asked of it twice.
 */
final class Room {
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

  /** Room for so many numbers, with what was in it before. */
  LongBuffer longs(int count) {
    return of(Math.multiplyExact(count, Long.BYTES)).asLongBuffer();
  }

  /** Room for so many numbers, with what was in it before. */
  FloatBuffer floats(int count) {
    return of(Math.multiplyExact(count, Float.BYTES)).asFloatBuffer();
  }

  private ByteBuffer of(int size) {
    if (bytes.capacity() < size) {
      bytes = ByteBuffer.allocateDirect(size);
    }
    return bytes.slice(0, size).order(ByteOrder.nativeOrder());
  }
}
