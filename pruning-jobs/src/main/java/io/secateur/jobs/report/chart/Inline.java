package io.secateur.jobs.report.chart;

import io.secateur.jobs.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What a page carries in itself, so that it asks nobody for anything. */
public final class Inline {
  /** Apache ECharts, as its webjar has it. */
  static final String LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final String OURS = "/io/secateur/report/report.js";

  private Inline() {}

  /** The library of charts. */
  public static String library() {
    return script(LIBRARY);
  }

  /** What draws with it. */
  public static String ours() {
    return script(OURS);
  }

  /**
   * A policy under which a browser runs these two scripts, loads nothing, and sends nothing.
   *
   * @param scripts whether there are any
   */
  public static String policy(boolean scripts) {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
        + " form-action 'none'; script-src "
        + (scripts ? hash(library()) + " " + hash(ours()) : "'none'");
  }

  /** Data between tags of a script: nothing in it ends the script, or begins another. */
  static String data(Object value) {
    return Json.line(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /** A script of the class path, harmless between tags: these only occur in its strings. */
  private static String script(String resource) {
    try (InputStream in = Inline.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\r\n", "\n")
          .replace("</script", "<\\/script")
          .replace("<!--", "<\\!--");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
