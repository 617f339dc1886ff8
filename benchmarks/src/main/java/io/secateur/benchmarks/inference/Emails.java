package io.secateur.benchmarks.inference;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The first of the bundled e-mails, as the embedding stage reads them. */
final class Emails {
  private static final String RESOURCE = "/io/secateur/demo/emails.parquet";
  private static final StructType TEXTS =
      StructType.fromDDL("id string, key string, characters int, text string, scope string");

  private Emails() {}

  /** So many of them, by id; their texts are canonical. */
  static Dataset<Row> first(SparkSession spark, int count, Path directory) throws IOException {
    Path file = directory.resolve("emails.parquet");
    try (InputStream in = Objects.requireNonNull(Emails.class.getResourceAsStream(RESOURCE))) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    List<Row> rows =
        spark
            .read()
            .parquet(file.toString())
            .selectExpr("cast(id as string) id", "text")
            .orderBy("id")
            .limit(count)
            .collectAsList()
            .stream()
            .map(row -> row(row.getString(0), CanonicalText.of(row.getString(1))))
            .toList();
    return spark.createDataFrame(rows, TEXTS);
  }

  private static Row row(String id, String text) {
    return RowFactory.create(id, ContentKey.of(text).hex(), text.length(), text, "");
  }
}
