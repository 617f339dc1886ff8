package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps what a reader's options hold in secret out of the record of a run. */
final class Secrets {
  private static final List<String> OPTIONS = List.of("source.options", "score.target.options");
  private static final Pattern SECRET =
      Pattern.compile(
          "secret|password|passwd|passphrase|token|credential|private|sas|(access|account)[._-]?key",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** The same configuration, with the values of secret options hidden. */
  static Config hidden(Config root) {
    Config hidden = root;
    for (String block : OPTIONS) {
      Map<String, Object> options = new TreeMap<>(root.getObject(block).unwrapped());
      options.replaceAll((key, value) -> SECRET.matcher(key).find() ? SourceConfig.HIDDEN : value);
      hidden = hidden.withValue(block, ConfigValueFactory.fromMap(options));
    }
    return hidden;
  }
}
