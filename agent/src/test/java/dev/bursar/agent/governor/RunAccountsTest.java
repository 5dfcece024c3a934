package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunAccountsTest {
  private final Ledger ledger = Bench.store().ledger();
  private final Account root = new Bench(Limits.unlimited()).account;
  private final Limits small = Limits.builder().limit(Limit.CALLS, 3).build();
  private final RunRules rules =
      RunRules.builder().automatic(true).agent(root.name() + "-writer", small, "writer").build();
  private final RunAccounts accounts = new RunAccounts(ledger, root, rules);

  private Run agent(String name, Run caller) {
    return rules.begin(Run.AGENT, "a.Type", name, caller);
  }

  @Test
  void aRunThatNobodyConfiguredHasAnAccountBelowItsCallers() {
    Run team = agent("team", null);

    assertThat(accounts.account(agent("member", team)).name())
        .isEqualTo(root.name() + "/team/member");
    assertThat(accounts.account(team).parent()).isEqualTo(root);
    assertThat(ledger.view(accounts.account(team)).limits()).isEqualTo(Limits.unlimited());
  }

  @Test
  void aConfiguredOneHasItsLimitsWhereverItIsCalledFrom() {
    Account alone = accounts.account(agent("writer", null));
    Account inTeam = accounts.account(agent("writer", agent("team", null)));

    assertThat(alone.name()).isEqualTo(root.name() + "-writer");
    assertThat(inTeam.name()).isEqualTo(root.name() + "/team/" + root.name() + "-writer");
    assertThat(ledger.view(alone).limits().get(Limit.CALLS)).isEqualTo(3);
    assertThat(ledger.view(inTeam).limits().get(Limit.CALLS)).isEqualTo(3);
  }

  @Test
  void whatIsDeeperThanTheTreeIsPaidByTheDeepest() {
    Run run = agent("0", null);
    for (int depth = 1; depth < 3 * Account.MAX_DEPTH; depth++) {
      run = agent(Integer.toString(depth), run);
    }
    Account account = accounts.account(run);

    int depth = 0;
    for (Account each = account; each != null; each = each.parent()) {
      depth++;
    }
    assertThat(depth).isEqualTo(Account.MAX_DEPTH);
    assertThat(account.name()).endsWith("/" + (Account.MAX_DEPTH - 2));
  }

  @Test
  void namesOfAnyLengthAndKindStayApart() {
    String long1 = "\u00fc".repeat(300) + "1";
    String long2 = "\u00fc".repeat(300) + "2";
    Account first = accounts.account(agent(long1, null));
    Account second = accounts.account(agent(long2, null));
    Account odd = accounts.account(agent("a\nb\ud83d\ude00\ud83d", null));

    assertThat(first.name()).isNotEqualTo(second.name());
    assertThat(first.name().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(200);
    assertThat(odd.name()).isEqualTo(root.name() + "/a?b???");
  }

  @Test
  void agentsThatAreNamedAnewEachTimeDoNotFillTheStore() {
    int before = ledger.accounts().size();
    for (int i = 0; i < RunAccounts.MOST + 50; i++) {
      accounts.account(agent("agent-" + i, null));
    }

    assertThat(ledger.accounts().size() - before).isEqualTo(RunAccounts.MOST);
    assertThat(accounts.account(agent("agent-new", null))).isEqualTo(root);
    assertThat(accounts.account(agent("writer", null)).name()).isEqualTo(root.name() + "-writer");
  }
}
