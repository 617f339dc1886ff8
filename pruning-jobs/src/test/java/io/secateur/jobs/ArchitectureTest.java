package io.secateur.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final int LONGEST_FILE = 400;
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.secateur");

  /**
   * Packages of the flow, in its order; each may use what is beside the flow, never one another.
   */
  private static final List<String> FLOW =
      List.of(
          "source", "dedup", "embed", "semantic", "predict", "score", "select", "write", "report");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.secateur.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void onlyStagesAndTheFlowKnowSpark() {
    noClasses()
        .that(
            new DescribedPredicate<JavaClass>("are no stage, and not of the flow itself") {
              @Override
              public boolean test(JavaClass type) {
                return !outermost(type).getSimpleName().endsWith("Stage")
                    && !type.getPackageName().equals("io.secateur.jobs.spark")
                    && !type.getPackageName().equals("io.secateur.jobs");
              }
            })
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CODE);
  }

  @Test
  void onlyInferenceKnowsDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.secateur.inference..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CODE);
  }

  @Test
  void scoringKnowsNeitherSparkNorTheJobs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.secateur.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "io.secateur.jobs..")
        .check(CODE);
  }

  @Test
  void stagesDoNotKnowOneAnother() {
    for (String stage : FLOW) {
      String[] others =
          FLOW.stream()
              .filter(other -> !other.equals(stage))
              .map(other -> "io.secateur.jobs." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.secateur.jobs." + stage + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(CODE);
    }
  }

  @Test
  void everyScorerAndPolicyIsARecord() {
    classes()
        .that()
        .implement(io.secateur.score.Scorer.class)
        .or()
        .implement(io.secateur.select.SelectionPolicy.class)
        .should()
        .beRecords()
        .check(CODE);
  }

  @Test
  void noFileIsLong() throws IOException {
    for (String module : List.of("../scoring", "../pruning-jobs", "../benchmarks")) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(LONGEST_FILE);
        }
      }
    }
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }
}
