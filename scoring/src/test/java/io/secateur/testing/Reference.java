package io.secateur.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.secateur.example.Doubles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** A peer's figures, from a file of the test resources. */
public record Reference(JsonObject json) {

  /** Reads {@code /reference/NAME.json}. */
  public static Reference named(String name) {
    try (InputStream file =
        Objects.requireNonNull(
            Reference.class.getResourceAsStream("/reference/" + name + ".json"), name)) {
      return new Reference(
          new Gson().fromJson(new InputStreamReader(file, UTF_8), JsonObject.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The part of a name. */
  public Reference part(String name) {
    return new Reference(json.getAsJsonObject(name));
  }

  /** Numbers of a name, row by row where they are nested. */
  public double[] numbers(String name) {
    return numbers(Objects.requireNonNull(json.get(name), name));
  }

  /** The same as whole numbers. */
  public int[] integers(String name) {
    double[] numbers = numbers(name);
    int[] integers = new int[numbers.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (int) numbers[i];
    }
    return integers;
  }

  /** The same as a vector. */
  public Doubles doubles(String name) {
    return Doubles.of(numbers(name));
  }

  private static double[] numbers(JsonElement element) {
    return element.isJsonArray()
        ? StreamSupport.stream(element.getAsJsonArray().spliterator(), /* parallel= */ false)
            .map(Reference::numbers)
            .flatMapToDouble(java.util.Arrays::stream)
            .toArray()
        : new double[] {element.getAsDouble()};
  }
}
