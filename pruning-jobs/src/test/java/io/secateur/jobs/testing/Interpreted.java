package io.secateur.jobs.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests of many short queries: Spark interprets expressions, where compiling each would take
 * longer than running it. Whole runs are tested as users run them.
 */
public final class Interpreted implements BeforeAllCallback, AfterAllCallback {
  private static final String MODE = "spark.sql.codegen.factoryMode";

  @Override
  public void beforeAll(ExtensionContext context) {
    TestSpark.session().conf().set(MODE, "NO_CODEGEN");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestSpark.session().conf().unset(MODE);
  }
}
