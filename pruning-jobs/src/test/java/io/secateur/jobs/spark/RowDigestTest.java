package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.jobs.testing.TestSpark;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowDigestTest {
  private static final StructType SCHEMA =
      StructType.fromDDL("`the id` string, count bigint, share double");

  @Test
  void isTheSumOfTheHashesOfItsRows() {
    BigInteger sum = BigInteger.ZERO;
    for (Row row : rows()) {
      sum = sum.add(new BigInteger(ContentKey.of(line(row)).hex(), 16));
    }
    BigInteger expected = sum.mod(BigInteger.ONE.shiftLeft(128));

    assertThat(new BigInteger(digest(rows(), 3), 16)).isEqualTo(expected);
  }

  @Test
  void neitherOrderNorPartitionsChangeIt() {
    List<Row> shuffled = new ArrayList<>(rows());
    Collections.shuffle(shuffled, new Random(5));

    assertThat(digest(shuffled, 7)).isEqualTo(digest(rows(), 1)).hasSize(32);
    assertThat(digest(List.of(), 1)).isEqualTo("0".repeat(32));
  }

  @Test
  void everyValueOfEveryRowCounts() {
    String before = digest(rows(), 2);
    List<Row> changed = new ArrayList<>(rows());
    changed.set(17, RowFactory.create("17", 17L, Math.nextUp(17 / 3.0)));

    assertThat(digest(changed, 2)).isNotEqualTo(before);
    assertThat(digest(rows().subList(1, 100), 2)).isNotEqualTo(before);
  }

  @Test
  void wasMeasuredWhileATableIsWritten(@TempDir Path folder) {
    String path = folder.resolve("table").toString();

    Row written = Tables.write(table(rows(), 4), path, RowDigest.of(SCHEMA));

    assertThat(written.getString(0)).isEqualTo(digest(rows(), 1));
    assertThat(Tables.read(TestSpark.session(), path, SCHEMA).count()).isEqualTo(100);
  }

  private static String digest(List<Row> rows, int partitions) {
    return table(rows, partitions).agg(RowDigest.of(SCHEMA)).first().getString(0);
  }

  private static Dataset<Row> table(List<Row> rows, int partitions) {
    return TestSpark.session()
        .createDataFrame(
            JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext())
                .parallelize(rows, partitions),
            SCHEMA);
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      rows.add(RowFactory.create(Long.toString(i), i % 2 == 0 ? null : i, i / 3.0));
    }
    return rows;
  }

  private static String line(Row row) {
    String id = row.getString(0);
    String count = String.valueOf(row.get(1));
    String share = Long.toHexString(Double.doubleToLongBits(row.getDouble(2)));
    return "%d:%s,%d:%s,%d:%s"
        .formatted(id.length(), id, count.length(), count, share.length(), share);
  }
}
