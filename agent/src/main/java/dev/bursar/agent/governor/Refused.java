package dev.bursar.agent.governor;

import dev.bursar.gate.Delegation;
import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Shortfall;
import java.math.BigDecimal;
import java.time.Instant;

/** Why a call must not be sent, in words. Immutable. */
final class Refused {
  private final String code;
  private final String message;

  private Refused(String code, String message) {
    this.code = code;
    this.message = message;
  }

  /** The limit's key; {@code halted} for an operator's stop, {@code ledger} for a fault. */
  String code() {
    return code;
  }

  /** What happened, the figures, and the way out, in one line. */
  String message() {
    return message;
  }

  /** An account that cannot cover a call, or is halted. */
  static Refused by(Ledger ledger, Shortfall s, String model) {
    String name = s.account().name();
    if (s.halted()) {
      return halted(ledger, s, "this call" + to(model));
    }
    String key = s.limit().key();
    StringBuilder text = new StringBuilder("Bursar refused this call").append(to(model));
    text.append(": account ").append(name).append(" cannot cover it: ").append(key);
    text.append(" limit ").append(amount(s.limit(), s.limitValue()));
    text.append(", spent ").append(amount(s.limit(), s.spent()));
    text.append(", held ").append(amount(s.limit(), s.held()));
    text.append(", this call needs ").append(amount(s.limit(), s.needed()));
    if (s.resetsAtMillis() > 0) {
      text.append("; the window resets at ").append(Instant.ofEpochMilli(s.resetsAtMillis()));
    }
    text.append("; to go on, raise limits.").append(key);
    if (s.limit() == Limit.USD) {
      text.append(", or: java -jar bursar.jar grant ").append(name).append(" --usd AMOUNT");
    }
    return new Refused(key, text.toString());
  }

  /** An account that executes no more tools, or is halted. */
  static Refused tool(Ledger ledger, Shortfall s, String tool) {
    if (s.halted()) {
      return halted(ledger, s, "tool " + tool);
    }
    StringBuilder text = new StringBuilder("Bursar refused tool ").append(tool);
    text.append(": account ").append(s.account().name()).append(" has executed ");
    text.append(s.spent()).append(" tools, and its limit is ").append(s.limitValue());
    if (s.resetsAtMillis() > 0) {
      text.append("; the window resets at ").append(Instant.ofEpochMilli(s.resetsAtMillis()));
    }
    text.append("; to go on, raise limits.").append(s.limit().key());
    return new Refused(s.limit().key(), text.toString());
  }

  /**
   * A run that is one too many.
   *
   * @param limiting the account that allows no more
   * @param allowed how many
   */
  static Refused run(Run run, Account limiting, Delegation allowed) {
    String code = run.delegation().beyond();
    boolean deep = code.equals(Delegation.DEPTH);
    return new Refused(
        code,
        "Bursar refused to begin "
            + run.name()
            + ": account "
            + limiting.name()
            + (deep ? " lets runs go " : " lets a run begin no more than ")
            + (deep ? allowed.depth() + " deep" : allowed.fanout())
            + "; to go on, raise limits."
            + code);
  }

  private static Refused halted(Ledger ledger, Shortfall s, String what) {
    String name = s.account().name();
    return new Refused(
        "halted",
        "Bursar refused "
            + what
            + ": account "
            + name
            + " is halted"
            + because(ledger.view(s.account()).haltReason())
            + "; an operator opens it again with: java -jar bursar.jar resume "
            + name);
  }

  // Null where it was resumed meanwhile.
  private static String because(String reason) {
    return reason == null || reason.isEmpty() ? "" : " (" + reason + ")";
  }

  /**
   * A call whose worst case is not known, on an account with a limit.
   *
   * @param why what is not known, and the way out
   */
  static Refused unknown(Account account, Limit limit, String model, String why) {
    return new Refused(
        limit.key(),
        "Bursar refused this call"
            + to(model)
            + ": account "
            + account.name()
            + " has a limit of "
            + limit.key()
            + ", and "
            + why);
  }

  /** A ledger that cannot be used. */
  static Refused fault(String why) {
    return new Refused(
        "ledger",
        "Bursar refused this call: the ledger cannot be used ("
            + why
            + "); java -jar bursar.jar doctor tells more, and on-error: allow lets calls pass"
            + " uncounted meanwhile");
  }

  private static String to(String model) {
    return model == null ? "" : " to " + model;
  }

  private static String amount(Limit limit, long value) {
    switch (limit) {
      case USD:
        BigDecimal usd = BigDecimal.valueOf(value, 9).stripTrailingZeros();
        return (usd.scale() < 2 ? usd.setScale(2) : usd).toPlainString();
      case TIME:
        return BigDecimal.valueOf(value, 3).stripTrailingZeros().toPlainString() + "s";
      default:
        return Long.toString(value);
    }
  }
}
