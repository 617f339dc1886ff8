package io.secateur.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.run.Json;
import io.secateur.select.Policies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {

  @Test
  void tablesAreAsWeReadThemLast() {
    for (String what : List.of("scorers", "policies", "models", "regions")) {
      assertThat(Listing.of(what, /* json= */ false))
          .isEqualTo(
              contentOf(
                  ListingTest.class.getResource("/golden/list/%s.txt".formatted(what)),
                  StandardCharsets.UTF_8));
    }
  }

  @Test
  void jsonHasTheSameCells() {
    for (String what : List.of("scorers", "policies", "models", "regions")) {
      String table = Listing.of(what, /* json= */ false);
      JsonNode rows = Json.read(Listing.of(what, /* json= */ true));

      assertThat(rows).hasSize((int) table.lines().count() - 1);
      for (JsonNode row : rows) {
        row.properties()
            .forEach(cell -> assertThat(table).contains(cell.getKey(), cell.getValue().asText()));
      }
    }
  }

  @Test
  void everyPolicyHasARow() {
    assertThat(Listing.of("policies", /* json= */ false).lines().skip(1))
        .extracting(line -> line.split(" ", 2)[0])
        .isEqualTo(Policies.names());
  }
}
