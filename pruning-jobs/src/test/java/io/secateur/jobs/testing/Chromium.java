package io.secateur.jobs.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real browser without a window: one that is there, or Debian's, installed where this is root and
 * has apt, or the one that Playwright fetches where the network lets it.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");
  private static final Path SCRIPT = Path.of("../scripts/install-chromium.sh");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * Starts it.
   *
   * @throws IllegalStateException if there is none, with the command that installs one
   */
  public static Chromium start() {
    Optional<Path> there = found().or(Chromium::installed);
    Map<String, String> environment = new HashMap<>();
    if (there.isPresent()) {
      environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    }
    try {
      Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
      LaunchOptions options = new LaunchOptions().setArgs(FLAGS);
      there.ifPresent(options::setExecutablePath);
      return new Chromium(playwright, playwright.chromium().launch(options));
    } catch (PlaywrightException e) {
      throw new IllegalStateException(
          "Cannot start a browser: %s. Run `sudo scripts/install-chromium.sh`, or leave the browser tests out with -DskipBrowserTests."
              .formatted(there.map(Path::toString).orElse("there is no Chromium")),
          e);
    }
  }

  /** The browser. */
  public Browser browser() {
    return browser;
  }

  private static Optional<Path> found() {
    return Stream.concat(
            Stream.of(
                    System.getProperty("secateur.chromium", ""),
                    System.getenv().getOrDefault("SECATEUR_CHROMIUM", ""))
                .filter(name -> !name.isEmpty()),
            NAMES.stream())
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> installed() {
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return Optional.empty();
    }
    System.err.println("Installing Chromium by " + SCRIPT + "; -DskipBrowserTests does without.");
    try {
      Process apt = new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true).start();
      try (var output = apt.getInputStream()) {
        output.readAllBytes();
      }
      if (!apt.waitFor(1, TimeUnit.MINUTES) || apt.exitValue() != 0) {
        return Optional.empty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Chromium was installed", e);
    }
    return found();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
