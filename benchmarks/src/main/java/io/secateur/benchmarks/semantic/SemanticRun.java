package io.secateur.benchmarks.semantic;

import io.secateur.benchmarks.Usage;
import io.secateur.example.ContentKey;
import io.secateur.example.Matrix;
import io.secateur.example.SeededHash;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.semantic.RecallStage;
import io.secateur.jobs.semantic.SemanticStage;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.Session;
import io.secateur.jobs.spark.SplitStage;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.ColumnBlocks;
import io.secateur.redundancy.SearchRecall;
import io.secateur.redundancy.SphericalKMeans;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * One run of {@code semantic-duplicates.sh}, in a process of its own.
 *
 * <p>{@code make SIZE DIR} writes the embeddings, as Parquet and as plain floats; {@code spark|twin
 * SIZE DIR CELLS COSINE} searches them and prints one line of JSON; {@code recall SIZE DIR CELLS
 * COSINE FILE} measures what the removed rows of a file have missed; {@code assign SIZE DIR CELLS
 * COSINE} prints the rate of the assignment in GFLOP/s of one thread.
 */
public final class SemanticRun {
  private static final long SEED = 42;
  private static final int SAMPLE = 32_768;
  private static final int SAMPLED = 2_048; // rows that the recall is measured on
  private static final StructType EMBEDDINGS =
      StructType.fromDDL("id string, rank string, embedding array<float>");

  private final int size;
  private final Path directory;
  private final int cells;
  private final double minCosine;
  private final Usage start;

  private SemanticRun(String[] args, Usage start) {
    this.size = Integer.parseInt(args[1]);
    this.directory = Path.of(args[2]);
    this.cells = args.length > 3 ? Integer.parseInt(args[3]) : 1;
    this.minCosine = args.length > 4 ? Double.parseDouble(args[4]) : 0.95;
    this.start = start;
  }

  /** Runs. */
  public static void main(String[] args) throws IOException {
    SemanticRun run = new SemanticRun(args, Usage.now());
    switch (args[0]) {
      case "make" -> run.make();
      case "spark" -> run.spark();
      case "twin" -> run.twin();
      case "recall" -> run.recall(Path.of(args[5]));
      case "assign" -> run.assign();
      default -> throw new IllegalArgumentException("Invalid mode: " + args[0]);
    }
  }

  private void make() throws IOException {
    PlantedEmbeddings planted = new PlantedEmbeddings(size, SEED);
    Files.createDirectories(directory);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(floats())))) {
      for (int i = 0; i < size; i++) {
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * PlantedEmbeddings.DIMENSIONS).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(planted.row(i));
        out.write(bytes.array());
      }
    }
    SparkSession spark = session();
    MapFunction<Long, Row> row =
        i ->
            RowFactory.create(
                PlantedEmbeddings.id(i.intValue()),
                PlantedEmbeddings.rank(i.intValue()),
                planted.row(i.intValue()));
    Tables.write(
        spark.range(0, size, 1, 8).map(row, Encoders.row(EMBEDDINGS)), parquet().toString());
    spark.stop();
  }

  private void spark() throws IOException {
    SparkSession spark = session();
    spark(spark, "spark", start);
    // What a JVM costs that has run Spark queries before, as those of a run's stages before this.
    spark(spark, "spark-again", Usage.now());
    spark.stop();
  }

  private void spark(SparkSession spark, String name, Usage before) throws IOException {
    Usage ready = Usage.now();
    SemanticConfig config =
        new SemanticConfig(true, minCosine, Math.max(1, size / cells), 2, 50_000);
    Dataset<Row> embeddings = Tables.read(spark, parquet().toString(), EMBEDDINGS);
    List<Dataset<Row>> release = new ArrayList<>();
    Matrix drawn = CellStage.sample(embeddings, embeddings.count(), SEED);
    Usage afterSample = Usage.now();
    Matrix centroids =
        CellStage.fit(drawn, Math.max(1, Math.round(size / (double) config.cellSize())), SEED);
    Usage afterFit = Usage.now();
    Cells placed = SplitStage.place(embeddings, centroids, config.cells(), config.maxCell(), SEED);
    Usage afterPlace = Usage.now();
    SemanticStage.Found found = SemanticStage.find(placed, config, release);
    Path written = directory.resolve("duplicates-" + name + ".parquet");
    Tables.write(found.duplicates(), written.toString());
    Usage done = Usage.now();
    Dataset<Row> duplicates = spark.read().parquet(written.toString()).select("id");
    SearchRecall recall = RecallStage.measure(placed, duplicates, config, SEED);
    Usage afterRecall = Usage.now();
    BitSet removed = new BitSet();
    duplicates
        .collectAsList()
        .forEach(row -> removed.set(Integer.parseInt(row.getString(0).substring(1))));
    save(name, removed);
    print(
        name,
        before,
        ready,
        done,
        removed,
        placed.centroids().rows(),
        found.rounds(),
        String.format(
            Locale.ROOT,
            "\"cpu_sample_s\":%.2f,\"cpu_fit_s\":%.2f,\"cpu_place_s\":%.2f,"
                + "\"cpu_search_s\":%.2f,\"cpu_recall_s\":%.2f,"
                + "\"reported_recall\":%.4f,\"reported_low\":%.4f,\"reported_high\":%.4f",
            afterSample.cpuSince(ready),
            afterFit.cpuSince(afterSample),
            afterPlace.cpuSince(afterFit),
            done.cpuSince(afterPlace),
            afterRecall.cpuSince(done),
            recall.share(),
            recall.low(),
            recall.high()));
    release.forEach(Dataset::unpersist);
  }

  private void twin() throws IOException {
    int[] order = order();
    SemanticTwin twin = twinOf(order);
    Usage ready = Usage.now();
    SemanticTwin.Found found = twin.find();
    Usage done = Usage.now();
    BitSet removed = new BitSet();
    found.removed().stream().forEach(place -> removed.set(order[place]));
    save("twin", removed);
    print(
        "twin",
        start,
        ready,
        done,
        removed,
        found.cells(),
        found.rounds(),
        String.format(
            Locale.ROOT,
            "\"cpu_fit_s\":%.2f,\"cpu_place_s\":%.2f,\"cpu_search_s\":%.2f",
            found.fitted().cpuSince(ready),
            found.placed().cpuSince(found.fitted()),
            found.searched().cpuSince(found.placed())));
  }

  private SemanticTwin twinOf(int[] order) throws IOException {
    double share = SAMPLE / (double) size;
    List<Integer> sample =
        IntStream.range(0, size)
            .filter(
                place ->
                    share >= 1
                        || SeededHash.unit(SEED, ContentKey.of(PlantedEmbeddings.id(order[place])))
                            < share)
            .boxed()
            .toList();
    int centroids = Math.max(1, Math.min(cells, sample.size() / 8));
    return new SemanticTwin(rows(order), sample, centroids, 2, minCosine, SEED);
  }

  private void recall(Path file) throws IOException {
    int[] order = order();
    Set<String> ids = new TreeSet<>(Files.readAllLines(file));
    BitSet removed = new BitSet();
    for (int place = 0; place < size; place++) {
      if (ids.contains(Integer.toString(order[place]))) {
        removed.set(place);
      }
    }
    SearchRecall recall = twinOf(order).recall(removed, SAMPLED);
    System.out.printf(
        Locale.ROOT,
        "{\"recall\":%.4f,\"low\":%.4f,\"high\":%.4f,\"sampled\":%d,\"missed\":%d}%n",
        recall.share(),
        recall.low(),
        recall.high(),
        recall.sampled(),
        recall.missed());
  }

  /** The best of several passes, as the limit beside it is. */
  private void assign() throws IOException {
    int rows = Math.min(size, 8_192);
    PlantedEmbeddings planted = new PlantedEmbeddings(rows, SEED);
    Matrix points =
        Matrix.ofRows(
            IntStream.range(0, rows).mapToObj(planted::row).toList(), PlantedEmbeddings.DIMENSIONS);
    ColumnBlocks centroids =
        ColumnBlocks.of(points.rows(IntStream.range(0, Math.min(rows, cells)).toArray()));
    double best = 0;
    for (int i = 0; i < 24; i++) {
      Usage before = Usage.now();
      SphericalKMeans.nearest(points, centroids, 2);
      double flop = 2.0 * rows * centroids.size() * PlantedEmbeddings.DIMENSIONS;
      best = Math.max(best, flop / Usage.now().cpuSince(before) / 1e9);
    }
    System.out.printf(Locale.ROOT, "%.1f%n", best);
  }

  private int[] order() {
    String[] ranks =
        IntStream.range(0, size).mapToObj(PlantedEmbeddings::rank).toArray(String[]::new);
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparing(row -> ranks[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private Matrix rows(int[] order) throws IOException {
    int d = PlantedEmbeddings.DIMENSIONS;
    List<float[]> rows = new ArrayList<>();
    try (FileChannel file = FileChannel.open(floats())) {
      ByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      for (int row : order) {
        float[] values = new float[d];
        bytes.asFloatBuffer().position(row * d).get(values);
        rows.add(values);
      }
    }
    return Matrix.ofRows(rows, d);
  }

  private void save(String name, BitSet removed) throws IOException {
    Files.writeString(
        directory.resolve("removed-" + name + ".txt"),
        removed.stream().mapToObj(Integer::toString).collect(Collectors.joining("\n", "", "\n")));
  }

  private void print(
      String name,
      Usage before,
      Usage ready,
      Usage done,
      BitSet removed,
      int cells,
      int rounds,
      String more)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "{\"run\":\"%s\",\"rows\":%d,\"cells\":%d,\"rounds\":%d,\"removed\":%d,\"wall_s\":%.2f,"
            + "\"cpu_s\":%.2f,\"cpu_after_jvm_s\":%.2f,\"cpu_after_setup_s\":%.2f,\"peak_mb\":%d,"
            + "\"rows_per_s\":%.0f,%s}%n",
        name,
        size,
        cells,
        rounds,
        removed.cardinality(),
        done.wallSince(before),
        before.equals(start) ? done.cpu() : done.cpuSince(before),
        done.cpuSince(before),
        done.cpuSince(ready),
        Usage.peakMegabytes(),
        size / done.wallSince(before),
        more);
  }

  private Path floats() {
    return directory.resolve("embeddings.f32");
  }

  private Path parquet() {
    return directory.resolve("embeddings.parquet");
  }

  private static SparkSession session() {
    return Session.configure(
        SparkSession.builder()
            .master("local[2]")
            .appName("semantic duplicates")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 8)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate());
  }
}
