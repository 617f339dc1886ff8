package io.secateur.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.secateur.jobs.cli.Actions.ApplyArguments;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How examples are read to which a ledger is applied: as the command line says, else as the run
 * read its source, else by the defaults. Written as the run wrote.
 */
final class Application {
  private Application() {}

  static RunConfig config(ApplyArguments arguments, Optional<JsonNode> record) {
    JsonNode run =
        record.map(json -> json.path("config")).orElse(JsonNodeFactory.instance.objectNode());
    JsonNode read = run.path("source");
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.putObject("run").put("output", "none");
    ObjectNode source = config.putObject("source");
    arguments.examples().forEach(source.putArray("path")::add);
    ObjectNode columns = source.putObject("columns");
    set(columns, "id", arguments.id(), read.path("columns").path("id"));
    set(source, "format", arguments.format(), read.path("format"));
    ObjectNode options = source.putObject("options");
    if (arguments.format() == null) {
      read.path("options")
          .properties()
          .forEach(
              option -> {
                if (!option.getValue().asText().equals(SourceConfig.HIDDEN)) {
                  options.set(option.getKey(), option.getValue());
                }
              });
    }
    arguments.options().forEach(options::put);
    set(source, "merge-schema", null, read.path("merge-schema"));
    ObjectNode write = config.putObject("write");
    for (String key : List.of("compression", "target-file-size")) {
      set(write, key, null, run.path("write").path(key));
    }
    return ConfigFile.read(config.toString(), arguments.ledger(), List.of());
  }

  private static void set(ObjectNode block, String key, @Nullable String given, JsonNode recorded) {
    if (given != null) {
      block.put(key, given);
    } else if (recorded.isValueNode() && !recorded.isNull()) {
      block.set(key, recorded);
    }
  }
}
