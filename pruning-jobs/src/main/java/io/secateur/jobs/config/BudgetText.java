package io.secateur.jobs.config;

import io.secateur.select.Budget;
import io.secateur.select.Unit;
import io.secateur.select.Unit.Measure;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A budget as people write it: {@code 0.3}, {@code 20000 examples}, {@code 30 % of tokens}. */
final class BudgetText {
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?(?:[eE]\\+?[0-9]{1,3})?) ([A-Za-z]+)");
  private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?% of ([A-Za-z]+)");
  private static final String RULE =
      "must be in (0, 1], where 0.3 = 30 %, or a count such as \"20000 examples\", or an amount"
          + " such as \"3e9 tokens\", \"40 kWh\" or \"30 % of tokens\"";

  private BudgetText() {}

  static Budget read(Values select, String key) {
    if (select.isText(key)) {
      Optional<Budget> budget = of(select.text(key));
      if (budget.isPresent()) {
        return budget.get();
      }
    }
    double fraction = select.number(key, f -> f > 0 && f <= 1, RULE);
    return Double.isNaN(fraction) ? new Budget.Examples(0) : new Budget.Fraction(fraction);
  }

  private static Optional<Budget> of(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      double fraction = new BigDecimal(share.group(1)).movePointLeft(2).doubleValue();
      return Unit.measured(share.group(2))
          .filter(measure -> fraction > 0 && fraction <= 1)
          .map(measure -> new Budget.Fraction(fraction, measure.unit()));
    }
    Matcher amount = AMOUNT.matcher(text);
    return amount.matches()
        ? Unit.measured(amount.group(2)).flatMap(measure -> of(amount.group(1), measure))
        : Optional.empty();
  }

  private static Optional<Budget> of(String number, Measure measure) {
    if (measure.unit() == Unit.EXAMPLES) {
      try {
        long count = new BigDecimal(number).longValueExact();
        return count > 0 ? Optional.of(new Budget.Examples(count)) : Optional.empty();
      } catch (ArithmeticException e) {
        return Optional.empty();
      }
    }
    double amount =
        new BigDecimal(number).multiply(BigDecimal.valueOf(measure.size())).doubleValue();
    return amount > 0 && Double.isFinite(amount)
        ? Optional.of(new Budget.Amount(amount, measure.unit()))
        : Optional.empty();
  }
}
