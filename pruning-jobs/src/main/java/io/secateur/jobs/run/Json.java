package io.secateur.jobs.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as every file of a run has it: indented, fields in the order of their records. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).registerModule(finiteNumbers());

  private Json() {}

  /** Writes a record. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a record on one line, as data for a script. */
  public static String line(Object value) {
    try {
      return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads any JSON. */
  public static JsonNode read(String json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree.isMissingNode()) {
        throw new DataException("Cannot read JSON: there is nothing in it");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new DataException("Cannot read JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads JSON that {@link #write} wrote. */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new DataException("Cannot read JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** JSON has no NaN and no infinity: what is not a number is null. */
  private static SimpleModule finiteNumbers() {
    StdSerializer<Double> finite =
        new StdSerializer<>(Double.class) {
          private static final long serialVersionUID = 1L;

          @Override
          public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
              throws IOException {
            if (Double.isFinite(value)) {
              json.writeNumber(value);
            } else {
              json.writeNull();
            }
          }
        };
    return new SimpleModule()
        .addSerializer(Double.class, finite)
        .addSerializer(double.class, finite);
  }
}
