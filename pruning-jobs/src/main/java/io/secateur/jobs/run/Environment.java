package io.secateur.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The versions of all that a result may depend on. */
public final class Environment {
  private Environment() {}

  /**
   * Them all.
   *
   * @param spark Spark's version
   * @param master where it runs
   * @param cores that it runs on
   */
  public static Map<String, String> of(String spark, String master, int cores) {
    Properties build = build();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("secateur", build.getProperty("version", "unknown"));
    versions.put("git", build.getProperty("git.commit", "unknown"));
    versions.put("spark", spark);
    versions.put("master", master);
    versions.put("djl", build.getProperty("djl", "unknown"));
    versions.put("onnxruntime", build.getProperty("onnxruntime", "unknown"));
    versions.put("java", System.getProperty("java.version", "unknown"));
    versions.put("os", System.getProperty("os.name", "unknown"));
    versions.put("arch", System.getProperty("os.arch", "unknown"));
    versions.put("cores", Integer.toString(cores));
    versions.put("heap_bytes", Long.toString(Runtime.getRuntime().maxMemory()));
    return versions;
  }

  /** The version of the toolkit. */
  public static String version() {
    return build().getProperty("version", "unknown");
  }

  private static Properties build() {
    Properties properties = new Properties();
    try (InputStream in =
        Environment.class.getResourceAsStream("/io/secateur/jobs/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
