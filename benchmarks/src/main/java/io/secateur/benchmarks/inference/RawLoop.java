package io.secateur.benchmarks.inference;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What one would write without DJL and without Spark: tokens, batches of one padded length, the
 * runtime, the mean over the tokens. One thread a session.
 */
final class RawLoop implements AutoCloseable {
  private static final int WINDOW = 512;
  private static final int PADDING = 16;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final HuggingFaceTokenizer tokenizer;
  private final List<OrtSession> sessions = new ArrayList<>();
  private final ExecutorService threads;
  private final int maxTokens;
  private final int batchSize;

  /** The vectors, and the CPU time of the threads that made them. */
  record Made(List<List<float[]>> vectors, double cpuSeconds) {}

  private record One(List<float[]> vectors, long cpuNanos) {}

  /** Opens the model once a thread. */
  RawLoop(Path directory, int maxTokens, int batchSize, int parallel)
      throws IOException, OrtException {
    this.maxTokens = maxTokens;
    this.batchSize = batchSize;
    this.threads = Executors.newFixedThreadPool(parallel);
    this.tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(directory.resolve("tokenizer.json"))
            .optTruncation(true)
            .optMaxLength(maxTokens)
            .optPadding(false)
            .optAddSpecialTokens(true)
            .build();
    for (int i = 0; i < parallel; i++) {
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        sessions.add(
            environment.createSession(directory.resolve("model.onnx").toString(), options));
      }
    }
  }

  /** Embeds each part in a thread, so many at once as there are sessions. */
  Made run(List<List<String>> parts) throws InterruptedException, ExecutionException {
    List<Callable<One>> work = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      List<String> part = parts.get(i);
      OrtSession session = sessions.get(i % sessions.size());
      work.add(() -> timed(part, session));
    }
    List<List<float[]>> vectors = new ArrayList<>();
    long cpu = 0;
    for (Future<One> done : threads.invokeAll(work)) {
      vectors.add(done.get().vectors());
      cpu += done.get().cpuNanos();
    }
    return new Made(vectors, cpu / 1e9);
  }

  @Override
  public void close() throws OrtException {
    threads.shutdown();
    for (OrtSession session : sessions) {
      session.close();
    }
    tokenizer.close();
  }

  private One timed(List<String> texts, OrtSession session) throws OrtException {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < texts.size(); from += WINDOW) {
      window(texts, from, Math.min(texts.size(), from + WINDOW), session, vectors);
    }
    return new One(
        Arrays.asList(vectors),
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
  }

  private void window(List<String> texts, int from, int to, OrtSession session, float[][] vectors)
      throws OrtException {
    long[][] tokens = new long[to - from][];
    Integer[] order = new Integer[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokenizer.encode(texts.get(from + i)).getIds();
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparingInt(i -> padded(tokens[i])));
    for (int first = 0; first < order.length; ) {
      int length = padded(tokens[order[first]]);
      int last = first + 1;
      while (last < Math.min(order.length, first + batchSize)
          && padded(tokens[order[last]]) == length) {
        last++;
      }
      batch(tokens, Arrays.copyOfRange(order, first, last), length, session, vectors, from);
      first = last;
    }
  }

  private int padded(long[] tokens) {
    return Math.min(maxTokens, (tokens.length + PADDING - 1) / PADDING * PADDING);
  }

  private void batch(
      long[][] tokens, Integer[] batch, int length, OrtSession session, float[][] vectors, int from)
      throws OrtException {
    // a lone text goes twice, as with us: its last bits would differ
    int rows = Math.max(2, batch.length);
    long[] shape = {rows, length};
    LongBuffer ids = longs(rows * length);
    LongBuffer mask = longs(rows * length);
    LongBuffer types = longs(rows * length);
    for (int row = 0; row < rows; row++) {
      long[] text = tokens[batch[row < batch.length ? row : 0]];
      ids.put(row * length, text);
      for (int k = 0; k < text.length; k++) {
        mask.put(row * length + k, 1);
      }
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put("input_ids", OnnxTensor.createTensor(environment, ids, shape));
    inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask, shape));
    inputs.put("token_type_ids", OnnxTensor.createTensor(environment, types, shape));
    inputs.keySet().retainAll(session.getInputNames());
    try (OrtSession.Result result = session.run(inputs)) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      int width = (int) output.getInfo().getShape()[2];
      FloatBuffer values = output.getFloatBuffer();
      for (int row = 0; row < batch.length; row++) {
        vectors[from + batch[row]] =
            unitMean(values, row * length * width, tokens[batch[row]].length, width);
      }
    }
    inputs.values().forEach(OnnxTensor::close);
  }

  private static LongBuffer longs(int count) {
    return ByteBuffer.allocateDirect(count * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static float[] unitMean(FloatBuffer values, int at, int rows, int width) {
    float[] row = new float[width];
    double[] sum = new double[width];
    for (int t = 0; t < rows; t++) {
      values.get(at + t * width, row);
      for (int k = 0; k < width; k++) {
        sum[k] += row[k];
      }
    }
    double squares = 0;
    for (double v : sum) {
      squares += v * v;
    }
    double norm = Math.sqrt(squares);
    float[] unit = new float[width];
    for (int k = 0; k < width; k++) {
      unit[k] = (float) (sum[k] / norm);
    }
    return unit;
  }
}
