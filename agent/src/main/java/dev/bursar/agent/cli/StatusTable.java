package dev.bursar.agent.cli;

import dev.bursar.agent.config.LimitText;
import dev.bursar.agent.config.Money;
import dev.bursar.store.AccountView;
import dev.bursar.store.Amounts;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import java.io.File;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The accounts for people: children below their parents. */
final class StatusTable {
  /** Limits with a column of their own. */
  private static final Set<Limit> SHOWN =
      EnumSet.of(Limit.USD, Limit.CALLS, Limit.TOKENS, Limit.TOOL_CALLS);

  private final List<AccountView> accounts;
  private final Map<String, AccountView> byName = new HashMap<>();
  private final Table table =
      new Table(
          "account",
          ">spent",
          ">held",
          ">limit",
          ">left",
          ">calls",
          ">tokens",
          ">tools",
          ">refused",
          "state",
          "also limited",
          "per",
          "resets");

  private StatusTable(List<AccountView> accounts) {
    this.accounts = accounts;
    for (AccountView account : accounts) {
      byName.put(account.name(), account);
    }
  }

  static void print(Host host, File store, String mode, List<AccountView> accounts) {
    host.out().println(store + ", mode " + mode);
    if (accounts.isEmpty()) {
      host.out().println("no account yet: the first call opens one");
      return;
    }
    StatusTable tree = new StatusTable(accounts);
    for (AccountView account : accounts) {
      if (!tree.byName.containsKey(String.valueOf(account.parent()))) {
        tree.add(account, "");
      }
    }
    tree.table.print(host);
  }

  private void add(AccountView account, String indent) {
    Amounts spent = account.spent();
    Limits limits = account.limits();
    long limit = limits.get(Limit.USD);
    boolean limited = limit != Limits.NONE;
    long left = limit + account.grantedUsdNanos() - spent.usdNanos() - account.held().usdNanos();
    table.row(
        indent + shortName(account) + runs(account),
        usd(spent.usdNanos()),
        usd(account.held().usdNanos()),
        limited ? usd(limit + account.grantedUsdNanos()) : "none",
        limited ? usd(left) : "",
        of(spent.calls(), limits.get(Limit.CALLS)),
        of(spent.tokens(), limits.get(Limit.TOKENS)),
        tools(account.toolCalls(), limits.get(Limit.TOOL_CALLS)),
        Long.toString(account.refused()),
        account.halted() ? "halted: " + account.haltReason() : "",
        others(limits),
        limits.per() == Per.FOREVER ? "" : limits.per().key(),
        account.resetsAtMillis() == 0
            ? ""
            : Instant.ofEpochMilli(account.resetsAtMillis()).toString());
    for (AccountView child : accounts) {
      if (account.name().equals(child.parent())) {
        add(child, indent + "  ");
      }
    }
  }

  /** Those that are going on stand below. */
  private static String runs(AccountView account) {
    return account.runs() == 0
        ? ""
        : " (" + account.runs() + (account.runs() == 1 ? " run)" : " runs)");
  }

  /** Below its parent a path is shown by its end. */
  private static String shortName(AccountView account) {
    String above = account.parent() + "/";
    return account.name().startsWith(above)
        ? account.name().substring(above.length())
        : account.name();
  }

  private static String usd(long nanos) {
    return nanos < 0 ? "-$" + Money.plain(-nanos) : "$" + Money.plain(nanos);
  }

  private static String of(long count, long limit) {
    return limit == Limits.NONE ? Long.toString(count) : count + " of " + limit;
  }

  /** Nothing where none was executed: most JVMs have none. */
  private static String tools(long count, long limit) {
    return count == 0 && limit == Limits.NONE ? "" : of(count, limit);
  }

  private static String others(Limits limits) {
    StringBuilder others = new StringBuilder();
    for (Limit limit : Limit.values()) {
      if (!SHOWN.contains(limit) && limits.get(limit) != Limits.NONE) {
        others.append(others.length() == 0 ? "" : ", ").append(limit.key()).append(' ');
        others.append(LimitText.of(limit, limits.get(limit)));
      }
    }
    return others.toString();
  }
}
