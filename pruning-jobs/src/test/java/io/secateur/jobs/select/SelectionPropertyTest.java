package io.secateur.jobs.select;

import static io.secateur.jobs.select.SelectionFixture.DUPLICATES;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.testing.Interpreted;
import io.secateur.select.Policies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random configurations over one made-up run: no row is lost, doubled or told a wrong reason, and
 * no budget is passed. {@code -Dselect.configurations=1000} tries more, {@code -Dselect.seed=S}
 * others.
 */
@ExtendWith(Interpreted.class)
class SelectionPropertyTest {
  private static final int EXAMPLES = 500;
  private static final int TRIES = Integer.getInteger("select.configurations", 12);
  private static final long SEED = Long.getLong("select.seed", 42);

  @TempDir private Path folder;

  @Test
  void neverLosesDoublesOrMislabelsARow() {
    SelectionFixture fixture = new SelectionFixture(folder, EXAMPLES);
    int refused = 0;
    Set<String> seen = new HashSet<>();
    for (int t = 0; t < TRIES; t++) {
      String[] settings = settings(new SplittableRandom(SEED + t), t);
      String what = "configuration %d of seed %d: %s".formatted(t, SEED, List.of(settings));
      try {
        Dataset<Row> ledger = fixture.select(1 + t % 3, settings);
        check(ledger.collectAsList(), fixture, what);
        seen.add(settings[0]);
      } catch (ConfigException | DataException e) {
        assertThat(e).as(what).hasMessageStartingWith("Cannot ");
        refused++;
      }
    }
    System.out.printf(
        "%,d configurations, %,d of them refused, %d policies%n", TRIES, refused, seen.size());
    assertThat(refused).isLessThan(TRIES / 2);
    assertThat(seen.size()).isGreaterThanOrEqualTo(Math.min(TRIES / 4, Policies.names().size()));
  }

  private static void check(List<Row> rows, SelectionFixture fixture, String what) {
    assertThat(rows).as(what).hasSize(EXAMPLES);
    Set<String> ids = new HashSet<>();
    long kept = 0;
    for (Row row : rows) {
      String id = row.getAs("id");
      boolean keep = Ledger.KEEP.equals(row.getAs("decision"));
      String reason = row.getAs("reason");
      assertThat(ids.add(id)).as(what + " " + id).isTrue();
      assertThat(keep || Ledger.DROP.equals(row.getAs("decision"))).as(what).isTrue();
      int number = Integer.parseInt(id.substring(2));
      boolean duplicate = number < DUPLICATES;
      assertThat(Reason.valueOf(reason)).as(what).isNotNull();
      assertThat(reason.equals("NEAR_DUPLICATE")).as(what + " " + id).isEqualTo(duplicate);
      boolean stays =
          switch (Reason.valueOf(reason)) {
            case MUST_KEEP, CLASS_FLOOR, GROUP_FLOOR, SCORE_INVALID, WITHIN_QUOTA -> true;
            case TEXT_NULL, TEXT_EMPTY -> keep;
            default -> false;
          };
      assertThat(keep).as(what + " " + id + " " + reason).isEqualTo(stays);
      boolean placed = row.getAs("place") != null;
      assertThat(placed)
          .as(what + " " + id + " " + reason)
          .isEqualTo(
              List.of("CLASS_FLOOR", "GROUP_FLOOR", "WITHIN_QUOTA", "OVER_QUOTA").contains(reason)
                  || (reason.equals("MUST_KEEP") && placed));
      kept += keep ? 1 : 0;
    }
    assertThat(kept).as(what).isEqualTo(fixture.last().ledger().kept());
  }

  private static String[] settings(SplittableRandom random, int t) {
    List<String> settings = new ArrayList<>();
    List<String> policies = Policies.names();
    String policy = policies.get(t % policies.size());
    settings.add("select.policy=" + policy);
    settings.add(SelectionFixture.SCORES);
    settings.add(SelectionFixture.LABEL);
    settings.add("source.columns.group=lang");
    settings.add("source.columns.scope=[lang]");
    settings.add("run.seed=" + random.nextInt(1000));
    String[] keeps = {
      "0." + (1 + random.nextInt(9)),
      (20 + random.nextInt(480)) + " examples",
      "%d %% of tokens".formatted(5 + random.nextInt(95)),
      "%d %% of J".formatted(5 + random.nextInt(95)),
      (500 + random.nextInt(20000)) + " J",
      (100 + random.nextInt(900)) + " seconds"
    };
    int keep = random.nextInt(keeps.length);
    settings.add("select.keep=" + keeps[keep]);
    if (keep >= 3) {
      settings.add("select.cost-column=" + (keep == 5 ? "seconds" : "joules"));
    }
    if (keep >= 2 && random.nextInt(3) == 0) {
      settings.add("select.per-cost=true");
    }
    maybe(random, settings, "select.by={el2n = 1, semantic_redundancy = 0.5, aum = -0.25}");
    maybe(random, settings, "select.drop-hardest=0.1");
    maybe(random, settings, "select.drop-label-issues=true");
    maybe(random, settings, "select.where=\"n % 7 <> 3 and (score.perplexity < 40 or n < 200)\"");
    maybe(random, settings, "select.must-keep=\"n % 50 = 1\"");
    maybe(random, settings, "select.min-per-class=7");
    maybe(random, settings, "select.min-per-group=9");
    maybe(random, settings, "select.group-by=talk");
    maybe(random, settings, "select.per-scope=true");
    maybe(random, settings, "select.watch=[lang]");
    maybe(random, settings, "select.top-k.deep=true");
    maybe(random, settings, "source.empty-text=drop");
    maybe(random, settings, "select.window={from = 0.2, to = 0.7, within = class}");
    settings.add("select.threshold.at-least=" + (random.nextInt(100) / 100.0));
    settings.add("select.greedy.block=" + (40 + random.nextInt(200)));
    return settings.toArray(String[]::new);
  }

  private static void maybe(SplittableRandom random, List<String> settings, String setting) {
    if (random.nextInt(4) == 0) {
      settings.add(setting);
    }
  }

  @Test
  void theBudgetIsMetWithinOneItemInItsOwnUnit() {
    SelectionFixture fixture = new SelectionFixture(folder, EXAMPLES);
    Dataset<Row> costs = fixture.source().rows().select("id", "joules");
    for (String policy : List.of("random", "stratified_random", "cluster_quota", "top_k", "ccs")) {
      Dataset<Row> ledger =
          fixture.select(
              SelectionFixture.SCORES,
              SelectionFixture.LABEL,
              "select.policy=" + policy,
              "select.keep=12000 J",
              "select.top-k.deep=true",
              "select.cost-column=joules");
      Dataset<Row> both = ledger.join(costs, "id");
      double spent =
          both.filter("decision = 'keep'").selectExpr("sum(joules)").first().getDouble(0);
      Row dropped =
          both.filter(col("reason").equalTo("OVER_QUOTA")).selectExpr("max(joules)").first();

      assertThat(spent).as(policy).isLessThanOrEqualTo(12_000);
      assertThat(spent + dropped.getDouble(0)).as(policy).isGreaterThan(12_000);
      assertThat(fixture.last().cost()).as(policy).isBetween(spent, spent + 1e-6);
    }
  }
}
