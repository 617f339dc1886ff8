package io.secateur.jobs.spark;

import io.secateur.jobs.energy.Meter;
import io.secateur.jobs.energy.Node;
import io.secateur.jobs.energy.RaplCounter;
import io.secateur.jobs.energy.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of energy on the driver and on every executor. Executors send what theirs say
 * to the driver, whose {@link Meter} adds it up. That a counter cannot be opened or a sample cannot
 * be sent never ends a job: its energy is then modelled.
 */
public final class EnergyPlugin implements SparkPlugin {
  /** Spark's key for the folder of the kernel's counters, for tests and odd mounts. */
  public static final String POWERCAP = "spark.secateur.powercap";

  private static final String KEY = "spark.plugins";
  private static final Logger LOG = LoggerFactory.getLogger(EnergyPlugin.class);

  /** Between two samples of an executor: as late as it may be at a mark. */
  private static final long SEND_MILLIS = 1_000;

  /** The driver is read at the marks; in between only lest a counter wraps. */
  private static final long WRAP_MILLIS = 10_000;

  private static final Map<SparkContext, Meter> METERS = new ConcurrentHashMap<>();

  /** The meter of a session, if it was opened with this plugin. */
  public static Optional<Meter> meter(SparkSession spark) {
    return Optional.ofNullable(METERS.get(spark.sparkContext()));
  }

  /**
   * Adds the plugin to those that the user has; they start with Spark, so a running one has none.
   */
  public static SparkSession.Builder in(SparkSession.Builder builder) {
    if (SparkSession.getDefaultSession().isEmpty()) {
      String theirs = new SparkConf().get(KEY, "");
      String ours = EnergyPlugin.class.getName();
      builder.config(KEY, theirs.isEmpty() ? ours : theirs + "," + ours);
    }
    return builder;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new OfDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OfExecutor();
  }

  private static Node open(PluginContext context) {
    ResourceInformation gpus = context.resources().get("gpu");
    return Node.open(
        context.executorID(),
        Path.of(context.conf().get(POWERCAP, RaplCounter.ROOT.toString())),
        gpus == null ? List.of() : Arrays.asList(gpus.addresses()));
  }

  /** Tells the meter whose samples to wait for. */
  private static final class Executors extends SparkListener {
    private final Meter meter;

    Executors(Meter meter) {
      this.meter = meter;
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded executor) {
      meter.came(executor.executorId());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
      meter.ended(executor.executorId());
    }
  }

  private static final class OfDriver implements DriverPlugin {
    private @Nullable Node node;
    private @Nullable Meter meter;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      try {
        Node here = open(context);
        Meter sum = new Meter(here::sample);
        here.every(WRAP_MILLIS, sum::add);
        spark.addSparkListener(new Executors(sum));
        node = here;
        meter = sum;
        METERS.put(spark, sum);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Cannot open the energy counters; the energy will be modelled", e);
      }
      return Map.of();
    }

    @Override
    public @Nullable Object receive(Object message) {
      if (meter != null && message instanceof Sample sample) {
        meter.add(sample);
      }
      return null;
    }

    @Override
    public void shutdown() {
      METERS.values().removeIf(one -> one.equals(meter));
      if (node != null) {
        node.close();
      }
    }
  }

  private static final class OfExecutor implements ExecutorPlugin {
    private @Nullable Node node;

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      if (context.executorID().equals("driver")) {
        return; // in local mode: the driver's part reads the same machine
      }
      try {
        Node here = open(context);
        here.every(SEND_MILLIS, sample -> send(sample, context));
        node = here;
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Cannot open the energy counters; the energy will be modelled", e);
      }
    }

    private static void send(Sample sample, PluginContext context) {
      try {
        context.send(sample);
      } catch (IOException | RuntimeException e) {
        LOG.debug("Cannot send a sample of the energy counters", e);
      }
    }

    @Override
    public void shutdown() {
      if (node != null) {
        node.close();
      }
    }
  }
}
