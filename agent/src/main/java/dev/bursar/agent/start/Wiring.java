package dev.bursar.agent.start;

import dev.bursar.agent.config.AccountRule;
import dev.bursar.agent.config.CallsConfig;
import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.DelegationLimits;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.config.PriceCeiling;
import dev.bursar.agent.governor.AccountSelector;
import dev.bursar.agent.governor.Books;
import dev.bursar.agent.governor.Glob;
import dev.bursar.agent.governor.Policy;
import dev.bursar.agent.governor.RunRules;
import dev.bursar.agent.prices.ModelPrice;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.gate.Delegation;
import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import dev.bursar.store.Store;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes what the governor works with out of the configuration. */
final class Wiring {
  private Wiring() {}

  static Policy policy(Configuration configuration) {
    CallsConfig calls = configuration.calls();
    return Policy.builder()
        .mode(configuration.mode())
        .refusalByException(calls.refusedByException())
        .allowOnError(calls.allowedOnError())
        .waitMillis(calls.waitMillis())
        .minOutput(calls.minOutput())
        .contextWindow(calls.unboundedAllowed())
        .abandonedAsSeen(calls.abandonedAsSeen())
        .ceiling(ceiling(calls.unpriced()))
        .loggedHosts(globs(configuration.reads().log()))
        .agentHeader(configuration.reads().agentHeader())
        .agentQuery(configuration.reads().agentQuery())
        .runs(runs(configuration))
        .build();
  }

  static RunRules runs(Configuration configuration) {
    RunRules.Builder runs =
        RunRules.builder()
            .automatic(configuration.mode() != Mode.OFF)
            .delegation(null, delegation(configuration.delegation()));
    for (AccountRule rule : configuration.accounts()) {
      if (rule.method() != null) {
        runs.method(rule.name(), rule.limits(), rule.type(), rule.method());
      } else if (rule.aiService() != null) {
        runs.aiService(rule.name(), rule.limits(), rule.aiService());
      } else if (rule.agent() != null) {
        runs.agent(rule.name(), rule.limits(), rule.agent());
      } else if (rule.tool() != null) {
        runs.tool(rule.name(), rule.limits(), rule.tool());
      }
      runs.delegation(rule.name(), delegation(rule.delegation()));
      if (rule.perRun()) {
        runs.perRun(rule.name());
      }
    }
    return runs.build();
  }

  private static Delegation delegation(DelegationLimits limits) {
    return new Delegation(limits.depth(), limits.fanout());
  }

  private static ModelPrice ceiling(PriceCeiling ceiling) {
    return ceiling == null
        ? null
        : ModelPrice.ceiling(ceiling.inputPerMillion(), ceiling.outputPerMillion());
  }

  private static List<Glob> globs(List<String> patterns) {
    List<Glob> globs = new ArrayList<>();
    for (String pattern : patterns) {
      globs.add(new Glob(pattern));
    }
    return globs;
  }

  /**
   * Makes the configured accounts in the store, with their limits from now on, and says which calls
   * each pays for. Where an account has another place in the store's tree, nothing is changed.
   */
  static Books books(Configuration configuration, Store store) {
    Account known = store.ledger().find(configuration.account());
    place(store, configuration.account(), null, configuration.limits());
    for (AccountRule rule : configuration.accounts()) {
      if (!rule.isOfRuns()) {
        place(store, rule.name(), known, rule.limits());
      }
    }
    Account root = store.ledger().account(configuration.account(), null, configuration.limits());
    List<AccountSelector> selectors = new ArrayList<>();
    for (AccountRule rule : configuration.accounts()) {
      if (rule.isOfRuns()) {
        continue; // made by its first run that makes a call
      }
      store.ledger().account(rule.name(), root, rule.limits());
      selectors.add(
          new AccountSelector(
              rule.name(),
              rule.host() == null ? null : new Glob(rule.host()),
              rule.model() == null ? null : new Glob(rule.model()),
              rule.headerName(),
              rule.headerValue(),
              rule.thread()));
    }
    return new Books(store, root, selectors, runs(configuration));
  }

  /** Has the ledger say why not, where an account that exists would have to move. */
  private static void place(Store store, String name, Account parent, Limits limits) {
    Account known = store.ledger().find(name);
    if (known != null && known.parent() != parent) {
      store.ledger().account(name, parent, limits);
    }
  }

  /**
   * The price table, the user's rows above ours.
   *
   * @throws IllegalArgumentException when the user's file cannot be used: names the key, the file,
   *     and what is wrong in it
   */
  static PriceTable prices(Configuration configuration) {
    File extra = configuration.calls().prices();
    if (extra == null) {
      return PriceTable.builtIn();
    }
    try (Reader reader =
        new InputStreamReader(new FileInputStream(extra), StandardCharsets.UTF_8)) {
      return PriceTable.load(reader, "prices: " + extra);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "prices: cannot read " + extra + ": " + e.getMessage() + "; it takes a CSV file", e);
    }
  }
}
