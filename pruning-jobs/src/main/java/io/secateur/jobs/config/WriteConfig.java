package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.List;

/**
 * The {@code write} block.
 *
 * @param compression of the pruned Parquet
 * @param targetFileBytes about how large its files are
 */
public record WriteConfig(String compression, long targetFileBytes) implements Serializable {

  static WriteConfig from(Values write) {
    return new WriteConfig(
        write.choice("compression", List.of("zstd", "snappy", "gzip", "lz4", "none")),
        write.bytes("target-file-size", 1, "must be a size above 0, such as 256M"));
  }
}
