package io.secateur.jobs.config;

import io.secateur.select.Budget;
import io.secateur.select.Policies;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code select} block.
 *
 * @param policy a name from the registry, or {@code auto}
 * @param keep the budget
 * @param minPerClass examples of every class that are kept whatever the policy says
 * @param dropLabelIssues whether what label_issue flags goes before the policy chooses
 */
public record SelectConfig(String policy, Budget keep, long minPerClass, boolean dropLabelIssues)
    implements Serializable {
  /** The policy that suits the data. */
  public static final String AUTO = "auto";

  private static final Pattern COUNT = Pattern.compile("([1-9]\\d{0,17}) examples?");
  private static final String KEEP_RULE =
      "must be in (0, 1], where 0.3 = 30 %, or a count such as \"20000 examples\"";

  static SelectConfig from(Values select) {
    List<String> policies = Stream.concat(Stream.of(AUTO), Policies.names().stream()).toList();
    return new SelectConfig(
        select.choice("policy", policies),
        keep(select),
        select.count("min-per-class", m -> m >= 0, "must be a whole number, at least 0"),
        select.flag("drop-label-issues"));
  }

  private static Budget keep(Values select) {
    if (select.isText("keep")) {
      Matcher count = COUNT.matcher(select.text("keep"));
      if (count.matches()) {
        return new Budget.Examples(Long.parseLong(count.group(1)));
      }
    }
    double fraction = select.number("keep", f -> f > 0 && f <= 1, KEEP_RULE);
    return Double.isNaN(fraction) ? new Budget.Examples(0) : new Budget.Fraction(fraction);
  }
}
