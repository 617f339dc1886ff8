package io.secateur.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down every test that was skipped, in the file that the system property {@code
 * skipped.tests.file} names; the build fails where that file exists. Tests tagged {@code gpu} may
 * skip.
 */
public final class SkippedTests implements TestExecutionListener {
  private static final TestTag MAY_SKIP = TestTag.create("gpu");

  private final @Nullable Path file;
  private @Nullable TestPlan plan;

  /** Made by JUnit, which finds it through {@code META-INF/services}. */
  public SkippedTests() {
    String name = System.getProperty("skipped.tests.file");
    this.file = name == null ? null : Path.of(name);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    write(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
      write(test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
    }
  }

  private void write(TestIdentifier test, String reason) {
    if (file == null || test.getTags().contains(MAY_SKIP)) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file,
          "%s: %s%n".formatted(path(test), reason),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The display names from the class to the test; the engine, which is the root, is left out. */
  private String path(TestIdentifier test) {
    Deque<String> names = new ArrayDeque<>();
    Optional<TestIdentifier> at = Optional.of(test);
    while (at.isPresent() && plan != null) {
      Optional<TestIdentifier> parent = plan.getParent(at.get());
      if (parent.isPresent() || names.isEmpty()) {
        names.addFirst(at.get().getDisplayName());
      }
      at = parent;
    }
    return String.join(" > ", names);
  }
}
