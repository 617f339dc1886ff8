package io.secateur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.secateur.jobs.testing.Command;
import io.secateur.jobs.testing.Readme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The examples of {@code deploy/}: they parse, and what they start is there and would start. */
class DeployTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final String MAIN = "io.secateur.jobs.Secateur";
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Pattern CRON_FIELD =
      Pattern.compile("(\\*|\\d{1,2}(-\\d{1,2})?)(/\\d{1,2})?(,\\d{1,2}(-\\d{1,2})?)*");

  /** Fields of v1beta2 of Kubeflow's operator, of which it refuses others. */
  private static final Set<String> SPEC =
      Set.of(
          "type sparkVersion mode proxyUser image imagePullPolicy imagePullSecrets mainClass mainApplicationFile arguments sparkConf hadoopConf sparkConfigMap hadoopConfigMap volumes driver executor deps restartPolicy nodeSelector failureRetries retryInterval pythonVersion memoryOverheadFactor monitoring batchScheduler timeToLiveSeconds batchSchedulerOptions sparkUIOptions driverIngressOptions dynamicAllocation"
              .split(" ", -1));

  private static final Set<String> POD =
      Set.of(
          "template cores coreLimit coreRequest memory memoryOverhead gpu image configMaps secrets env envVars envFrom envSecretKeyRefs labels annotations volumeMounts affinity tolerations podSecurityContext securityContext schedulerName sidecars initContainers hostNetwork nodeSelector dnsConfig terminationGracePeriodSeconds serviceAccount hostAliases shareProcessNamespace runtimeClassName podName javaOptions lifecycle kubernetesMaster serviceAnnotations serviceLabels ports priorityClassName instances deleteOnTermination"
              .split(" ", -1));

  private static final Set<String> RESTART =
      Set.of(
          "type",
          "onSubmissionFailureRetries",
          "onFailureRetries",
          "onSubmissionFailureRetryInterval",
          "onFailureRetryInterval");

  private static final Set<String> SCHEDULED =
      Set.of(
          "schedule",
          "template",
          "suspend",
          "concurrencyPolicy",
          "successfulRunHistoryLimit",
          "failedRunHistoryLimit",
          "timeZone");

  @TempDir private Path folder;

  @Test
  void manifestsHaveWhatTheOperatorAsksFor() throws IOException {
    JsonNode run = yaml("run.yaml");
    JsonNode nightly = yaml("nightly.yaml");

    for (JsonNode manifest : List.of(run, nightly)) {
      assertThat(manifest.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
      assertThat(manifest.at("/metadata/name").asText()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
      assertThat(keys(manifest))
          .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
    }
    assertThat(run.path("kind").asText()).isEqualTo("SparkApplication");
    JsonNode spec = run.path("spec");
    assertThat(SPEC).containsAll(keys(spec));
    assertThat(spec.path("type").asText()).isEqualTo("Java");
    assertThat(spec.path("mode").asText()).isEqualTo("cluster");
    assertThat(spec.path("sparkVersion").asText()).isEqualTo(sparkVersion());
    assertThat(RESTART).containsAll(keys(spec.path("restartPolicy")));
    assertThat(spec.at("/restartPolicy/type").asText()).isEqualTo("OnFailure");
    for (String pod : List.of("driver", "executor")) {
      assertThat(POD).containsAll(keys(spec.path(pod)));
      assertThat(spec.at("/" + pod + "/volumeMounts/0/name").asText())
          .isEqualTo(spec.at("/volumes/0/name").asText());
    }
    assertStarts(spec.path("mainClass").asText(), texts(spec.path("arguments")));

    assertThat(nightly.path("kind").asText()).isEqualTo("ScheduledSparkApplication");
    assertThat(SCHEDULED).containsAll(keys(nightly.path("spec")));
    assertCron(nightly.at("/spec/schedule").asText());
    assertThat(nightly.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
    assertThat(nightly.at("/spec/template")).isEqualTo(spec);
  }

  @Test
  void theImageHasTheJarWhereTheManifestLooksForIt() throws IOException {
    List<String> lines =
        Files.readAllLines(DEPLOY.resolve("Dockerfile")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    assertThat(lines)
        .containsExactly(
            "FROM apache/spark:%s-java17".formatted(sparkVersion()),
            "COPY secateur.jar /opt/secateur/secateur.jar");
    assertThat(yaml("run.yaml").at("/spec/mainApplicationFile").asText())
        .isEqualTo("local:///opt/secateur/secateur.jar");
    // what the build makes, in the folder that the image is built in
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<outputFile>${project.build.directory}/secateur.jar</outputFile>");
  }

  @Test
  void yarnIsAskedForWhatSparkSubmitKnows() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();

    for (String mode : List.of("client", "cluster")) {
      String said =
          Command.run(
              folder,
              "SPARK_HOME='%s' SECATEUR_DEPLOY_MODE=%s '%s' run --config hdfs:///conf/run.conf"
                  .formatted(folder, mode, DEPLOY.resolve("yarn.sh").toAbsolutePath()),
              SHORT);

      SparkSubmitArguments submitted = submitted(said.lines().toList());
      assertThat(submitted.deployMode()).isEqualTo(mode);
      assertThat(submitted.primaryResource()).endsWith("/target/secateur.jar");
    }
  }

  @Test
  void theReadmeTypesWhatSparkSubmitAndTheCommandLineKnow() {
    List<String> typed = new ArrayList<>();
    for (String line : Readme.commands("README.md", "On a cluster")) {
      List<String> words = words(line.replace("$PWD", "/home/you"));
      if (line.contains("spark-submit")) {
        typed.add(submitted(words.subList(1, words.size())).deployMode());
      } else if (line.startsWith("./secateur ")) {
        assertStarts(MAIN, words.subList(1, words.size()));
      }
    }
    assertThat(typed).containsExactly("client", "cluster");
  }

  @Test
  void theDagIsPythonAndStartsTheSame() throws IOException {
    Path dag = DEPLOY.resolve("airflow/secateur_nightly.py").toAbsolutePath();
    String text = Files.readString(dag);

    assertCron(one(text, "schedule=\"([^\"]*)\""));
    assertStarts(
        one(text, "java_class=\"([^\"]*)\""),
        Pattern.compile("\"([^\"]*)\"")
            .matcher(one(text, "application_args=\\[([^\\]]*)\\]"))
            .results()
            .map(word -> word.group(1))
            .toList());
    String compiled =
        Command.run(
            folder,
            "if command -v python3; then python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' '%s'; fi"
                .formatted(dag),
            SHORT);
    if (compiled.isEmpty()) {
      System.out.println("There is no python3: " + dag + " was looked at, but not parsed.");
    }
  }

  @Test
  void theLineOfCronIsOneAndStartsTheSame() throws IOException {
    String line =
        Files.readAllLines(DEPLOY.resolve("cron/secateur")).stream()
            .filter(any -> !any.startsWith("#") && !any.matches("\\w+=.*"))
            .reduce((one, other) -> one + "\n" + other)
            .orElseThrow();

    List<String> words = words(line);
    assertCron(String.join(" ", words.subList(0, 5)));
    assertThat(words.subList(5, 11))
        .containsExactly("secateur", "flock", "-n", "-E", "0", "/var/lock/secateur.lock");
    assertThat(words.get(11)).endsWith("/secateur");
    assertStarts(MAIN, words.subList(12, words.indexOf(">>")));
    // to cron a percent sign is the end of the line
    assertThat(line).doesNotContain("%", "\n");
  }

  @Test
  void everyScriptIsBash() throws IOException {
    for (Path root : List.of(Path.of("../scripts"), DEPLOY, Path.of("src/main/spark-home/bin"))) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isExecutable).filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file)).startsWith("#!/usr/bin/env bash\n");
          Command.run(folder, "bash -n '%s'".formatted(file.toAbsolutePath()), SHORT);
        }
      }
    }
  }

  @Test
  void everyLinkOfItsPageLeadsToAFile() throws IOException {
    List<String> links =
        Pattern.compile("\\]\\(([^)#]+)\\)")
            .matcher(Files.readString(DEPLOY.resolve("README.md")))
            .results()
            .map(link -> link.group(1))
            .toList();

    assertThat(links).isNotEmpty().allMatch(link -> Files.exists(DEPLOY.resolve(link)));
  }

  /** What Spark itself makes of the arguments; it refuses those that it does not know. */
  private static SparkSubmitArguments submitted(List<String> arguments) {
    SparkSubmitArguments submitted =
        new SparkSubmitArguments(
            CollectionConverters.asScala(arguments).toSeq(),
            Map$.MODULE$.from(CollectionConverters.asScala(Map.of("HADOOP_CONF_DIR", "/etc"))));
    assertStarts(submitted.mainClass(), CollectionConverters.asJava(submitted.childArgs()));
    return submitted;
  }

  /** The class is there, and the command line takes the arguments. */
  private static void assertStarts(String main, List<String> arguments) {
    assertThat(main).isEqualTo(MAIN);
    assertThat(io.secateur.jobs.Secateur.class.getName()).isEqualTo(MAIN);
    RecordedActions actions = new RecordedActions();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, /* autoFlush= */ true, StandardCharsets.UTF_8);
    int code = CommandLineTool.run(actions, out, out, arguments.toArray(String[]::new));
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(actions.calls).hasSize(1);
  }

  private static void assertCron(String schedule) {
    assertThat(schedule.split(" ", -1)).hasSize(5).allMatch(CRON_FIELD.asMatchPredicate());
  }

  /** Words between blanks, without their quotes. */
  private static List<String> words(String line) {
    return Pattern.compile("\"(?:\\$\\([^)]*\\)|[^\"])*\"|\\S+")
        .matcher(line)
        .results()
        .map(MatchResult::group)
        .map(word -> word.replace("\"", ""))
        .map(word -> word.equals("$(scripts/cluster.sh url)") ? "spark://127.0.0.1:7077" : word)
        .toList();
  }

  private static String one(String text, String pattern) {
    List<MatchResult> found = Pattern.compile(pattern).matcher(text).results().toList();
    assertThat(found).as(pattern).hasSize(1);
    return found.get(0).group(1);
  }

  private static JsonNode yaml(String name) throws IOException {
    return new YAMLMapper().readTree(DEPLOY.resolve("kubernetes").resolve(name).toFile());
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String sparkVersion() throws IOException {
    return one(Files.readString(Path.of("../pom.xml")), "<spark.version>([^<]*)</spark.version>");
  }
}
