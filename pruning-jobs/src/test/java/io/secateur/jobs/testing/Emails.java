package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The bundled e-mails. */
public final class Emails {
  private Emails() {}

  /**
   * All of them: {@code id, text, label, source_group}.
   *
   * @param folder that the packed file may lie in
   */
  public static Dataset<Row> all(Path folder) {
    Path packed = folder.resolve("packed.parquet");
    try (InputStream in =
        Objects.requireNonNull(
            Emails.class.getResourceAsStream("/io/secateur/demo/emails.parquet"))) {
      Files.copy(in, packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TestSpark.session().read().parquet(packed.toString());
  }
}
