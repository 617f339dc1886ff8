package io.secateur.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a small ONNX file (IR version 8, opset 13), byte by byte in protobuf's wire format. */
final class OnnxGraph {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  OnnxGraph() {
    text(graph, 2, "secateur-test");
  }

  /** An input of float32; a dimension below 0 is free. */
  OnnxGraph floats(String name, int... shape) {
    bytes(graph, 11, value(name, FLOAT, shape));
    return this;
  }

  /** An input of int64; a dimension below 0 is free. */
  OnnxGraph longs(String name, int... shape) {
    bytes(graph, 11, value(name, INT64, shape));
    return this;
  }

  /** An output of float32; a dimension below 0 is free. */
  OnnxGraph output(String name, int... shape) {
    bytes(graph, 12, value(name, FLOAT, shape));
    return this;
  }

  /** An output of float16; a dimension below 0 is free. */
  OnnxGraph halfOutput(String name, int... shape) {
    bytes(graph, 12, value(name, FLOAT16, shape));
    return this;
  }

  /** A matrix of weights, rounded to 16 bits each. */
  OnnxGraph halfWeights(String name, float[][] rows) {
    byte[] data = new byte[Short.BYTES * rows.length * rows[0].length];
    ByteBuffer little = little(data);
    for (float[] row : rows) {
      for (float value : row) {
        little.putShort(HalfFloats.of(value));
      }
    }
    return initializer(name, FLOAT16, data, rows.length, rows[0].length);
  }

  /** A matrix of weights. */
  OnnxGraph weights(String name, float[][] rows) {
    byte[] data = new byte[Float.BYTES * rows.length * rows[0].length];
    ByteBuffer little = little(data);
    for (float[] row : rows) {
      for (float value : row) {
        little.putFloat(value);
      }
    }
    return initializer(name, FLOAT, data, rows.length, rows[0].length);
  }

  /** A vector of weights. */
  OnnxGraph weights(String name, float[] values) {
    byte[] data = new byte[Float.BYTES * values.length];
    ByteBuffer little = little(data);
    for (float value : values) {
      little.putFloat(value);
    }
    return initializer(name, FLOAT, data, values.length);
  }

  /** A vector of whole numbers, such as the axes of an operation. */
  OnnxGraph weights(String name, long... values) {
    byte[] data = new byte[Long.BYTES * values.length];
    ByteBuffer little = little(data);
    for (long value : values) {
      little.putLong(value);
    }
    return initializer(name, INT64, data, values.length);
  }

  /** An operation without attributes: its inputs, apart by blanks, and its output. */
  OnnxGraph node(String operation, String inputs, String output) {
    bytes(graph, 1, nodeBytes(operation, inputs, output));
    return this;
  }

  /** An operation with one whole number as attribute. */
  OnnxGraph node(String operation, String inputs, String output, String attribute, long value) {
    ByteArrayOutputStream node = nodeBytes(operation, inputs, output);
    ByteArrayOutputStream of = new ByteArrayOutputStream();
    text(of, 1, attribute);
    number(of, 3, value);
    number(of, 20, 2); // its type: a whole number
    bytes(node, 5, of);
    bytes(graph, 1, node);
    return this;
  }

  /** Writes the file. */
  void write(Path file) {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    number(model, 1, 8);
    ByteArrayOutputStream operations = new ByteArrayOutputStream();
    number(operations, 2, 13);
    bytes(model, 8, operations);
    bytes(model, 7, graph);
    try {
      Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OnnxGraph initializer(String name, int type, byte[] data, int... shape) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (int dimension : shape) {
      number(tensor, 1, dimension);
    }
    number(tensor, 2, type);
    text(tensor, 8, name);
    bytes(tensor, 9, data);
    bytes(graph, 5, tensor);
    return this;
  }

  private static ByteArrayOutputStream nodeBytes(String operation, String inputs, String output) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs.split(" ", -1)) {
      text(node, 1, input);
    }
    text(node, 2, output);
    text(node, 4, operation);
    return node;
  }

  private static ByteArrayOutputStream value(String name, int type, int[] shape) {
    ByteArrayOutputStream dimensions = new ByteArrayOutputStream();
    for (int i = 0; i < shape.length; i++) {
      ByteArrayOutputStream dimension = new ByteArrayOutputStream();
      if (shape[i] < 0) {
        text(dimension, 2, "free" + i);
      } else {
        number(dimension, 1, shape[i]);
      }
      bytes(dimensions, 1, dimension);
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    number(tensor, 1, type);
    bytes(tensor, 2, dimensions);
    ByteArrayOutputStream kind = new ByteArrayOutputStream();
    bytes(kind, 1, tensor);
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    text(value, 1, name);
    bytes(value, 2, kind);
    return value;
  }

  private static ByteBuffer little(byte[] data) {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void text(ByteArrayOutputStream out, int field, String value) {
    bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(ByteArrayOutputStream out, int field, ByteArrayOutputStream value) {
    bytes(out, field, value.toByteArray());
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | BYTES);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, field << 3 | VARINT);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
