package io.secateur.inference;

/** Keeps DJL from the network, and its unpacked natives in a place that can be written. */
final class Offline {
  private Offline() {}

  static void configure() {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("ai.djl.default_engine", "OnnxRuntime");
    setIfAbsent("ai.djl.onnx.disable_alternative", "true"); // or it starts PyTorch if that is there
    if (System.getenv("DJL_CACHE_DIR") == null) {
      setIfAbsent(
          "DJL_CACHE_DIR", System.getProperty("java.io.tmpdir") + "/secateur-djl-" + user());
    }
  }

  /** How many threads PyTorch uses; read once, when its engine starts, and for the whole JVM. */
  static void configureTorch(int threads) {
    setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(threads));
    setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
  }

  private static String user() {
    return System.getProperty("user.name", "nobody").replaceAll("[^A-Za-z0-9_-]", "_");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
