package io.secateur.jobs.testing;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page of a file, open in a browser, and all that it did which a report should not do. */
public final class Visit implements AutoCloseable {
  private final BrowserContext context;
  private final Page page;
  private final List<String> noise = new ArrayList<>();

  private Visit(BrowserContext context, Path file) {
    this.context = context;
    this.page = context.newPage();
    String address = file.toUri().toString();
    page.onConsoleMessage(message -> noise.add("console: " + message.text()));
    page.onPageError(error -> noise.add("error: " + error));
    page.onDialog(
        dialog -> {
          noise.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(
        request -> {
          if (!request.url().equals(address) && !request.url().equals("data:,")) {
            noise.add("request: " + request.url());
          }
        });
    page.navigate(address);
  }

  /** Opens a file. */
  public static Visit to(Path file, Chromium chromium, ColorScheme scheme, int width) {
    return new Visit(
        chromium
            .browser()
            .newContext(new NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900)),
        file);
  }

  /** The page. */
  public Page page() {
    return page;
  }

  /** What it said, asked, or sent for. */
  public List<String> noise() {
    return noise;
  }

  @Override
  public void close() {
    context.close();
  }
}
