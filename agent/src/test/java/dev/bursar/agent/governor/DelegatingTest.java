package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.config.Mode;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Delegation;
import dev.bursar.gate.Run;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tools that runs execute, and runs that they begin. */
class DelegatingTest {
  private static final Limits TWO_A_DAY =
      Limits.builder().limit(Limit.TOOL_CALLS, 2).per(Per.DAY).build();

  private static RunRules.Builder rules() {
    return RunRules.builder().automatic(true);
  }

  @Test
  void aToolIsCountedOnItsRunsAccountAndWrittenDown() {
    Bench bench = new Bench(Limits.unlimited(), Policy.builder().runs(rules().build()));
    Run team = bench.governor.begin(Run.AGENT, "a.Team", "team", null);
    bench.governor.useTool("langchain4j", "search", team);

    String below = bench.account.name() + "/team";
    assertThat(bench.view().toolCalls()).isEqualTo(1);
    assertThat(bench.view().spent().calls()).isZero();
    CallRecord record =
        Bench.store().calls().tail(10_000).stream()
            .filter(call -> call.account().equals(below))
            .findFirst()
            .orElseThrow();
    assertThat(record.outcome()).isEqualTo(Outcome.SETTLED);
    assertThat(record.provider()).isEqualTo("langchain4j");
    assertThat(record.endpoint()).isEqualTo("tool");
    assertThat(record.model()).isEqualTo("search");
    assertThat(record.usdNanos()).isZero();
    assertThat(record.reason()).isNull();
  }

  @Test
  void aToolBeyondTheLimitIsRefusedWithTheWayOut() {
    Bench bench = new Bench(TWO_A_DAY);
    bench.governor.useTool("langchain4j", "search", null);
    bench.governor.useTool("langchain4j", "search", null);

    assertThatThrownBy(() -> bench.governor.useTool("langchain4j", "search", null))
        .isExactlyInstanceOf(BudgetExceededException.class)
        .hasMessageStartingWith(
            "Bursar refused tool search: account "
                + bench.account.name()
                + " has executed 2 tools, and its limit is 2; the window resets at ")
        .hasMessageEndingWith("; to go on, raise limits.tool-calls");
    assertThat(bench.view().toolCalls()).isEqualTo(2);
    assertThat(bench.view().refused()).isEqualTo(1);
    assertThat(bench.records()).hasSize(3);
    assertThat(bench.records().get(2).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(bench.records().get(2).reason()).isEqualTo("tool-calls");
  }

  @Test
  void aHaltedAccountSaysSo() {
    Bench bench = new Bench(Limits.unlimited());
    Bench.store().ledger().halt(bench.account, "looks odd");

    assertThatThrownBy(() -> bench.governor.useTool("langchain4j", "search", null))
        .hasMessage(
            "Bursar refused tool search: account %s is halted (looks odd); an operator opens it"
                + " again with: java -jar bursar.jar resume %s",
            bench.account.name(), bench.account.name());
    assertThat(bench.record().reason()).isEqualTo("halted");
  }

  @Test
  void whereCallsAreOnlyObservedNothingIsRefused() {
    Bench bench =
        new Bench(
            TWO_A_DAY,
            Policy.builder()
                .mode(Mode.OBSERVE)
                .runs(rules().delegation(null, new Delegation(0, Delegation.ANY)).build()));
    for (int i = 0; i < 3; i++) {
      bench.governor.useTool("langchain4j", "search", null);
    }
    assertThat(bench.governor.begin(Run.AGENT, "a.Team", "team", null)).isNotNull();

    List<String> reasons = new ArrayList<>();
    bench.records().forEach(record -> reasons.add(record.reason()));
    assertThat(reasons)
        .containsExactly(null, null, "would be refused: tool-calls", "would be refused: depth");
    assertThat(bench.view().refused()).isZero();
  }

  @Test
  void offCountsNothing() {
    Bench bench = new Bench(TWO_A_DAY, Policy.builder().mode(Mode.OFF));
    for (int i = 0; i < 3; i++) {
      bench.governor.useTool("langchain4j", "search", null);
    }
    assertThat(bench.view().toolCalls()).isZero();
  }

  @Test
  void aRunThatIsOneTooDeepIsRefusedAndCountedOnItsCaller() {
    Bench bench =
        new Bench(
            Limits.unlimited(),
            Policy.builder()
                .runs(rules().delegation(null, new Delegation(1, Delegation.ANY)).build()));
    Run team = bench.governor.begin(Run.AGENT, "a.Team", "team", null);

    assertThatThrownBy(() -> bench.governor.begin(Run.AGENT, "a.Writer", "writer", team))
        .isExactlyInstanceOf(BudgetExceededException.class)
        .hasMessage(
            "Bursar refused to begin writer: account %s lets runs go 1 deep; to go on, raise"
                + " limits.depth",
            bench.account.name());
    assertThat(bench.books.account(team).name()).isEqualTo(bench.account.name() + "/team");
    assertThat(Bench.store().ledger().view(bench.books.account(team)).refused()).isEqualTo(1);
  }

  @Test
  void aRunThatIsOneTooManyIsRefusedByTheAccountThatLimitsItsCaller() {
    Bench bench =
        new Bench(
            Limits.unlimited(),
            Policy.builder()
                .runs(
                    rules()
                        .agent("fans", Limits.unlimited(), "fans")
                        .delegation("fans", new Delegation(Delegation.ANY, 1))
                        .build()));
    Run outer = bench.governor.begin(Run.AGENT, "a.Team", "team", null);
    Run team = bench.governor.begin(Run.AGENT, "a.Team", "fans", outer);
    bench.governor.begin(Run.AGENT, "a.Writer", "writer", team);

    assertThatThrownBy(() -> bench.governor.begin(Run.AGENT, "a.Writer", "writer", team))
        .hasMessage(
            "Bursar refused to begin writer: account %s/team/fans lets a run begin no more than 1; to go"
                + " on, raise limits.fanout",
            bench.account.name());
  }

  @Test
  void aLedgerThatCannotBeUsedRefusesToolsUnlessItIsAllowed() {
    StoreSource broken =
        millis -> {
          throw new IllegalStateException("disk");
        };
    List<Throwable> faults = new ArrayList<>();
    LedgerGovernor strict =
        new LedgerGovernor(Policy.builder().build(), broken, Bench.PRICES, faults::add, null);
    LedgerGovernor lenient =
        new LedgerGovernor(
            Policy.builder().allowOnError(true).build(), broken, Bench.PRICES, faults::add, null);

    assertThatThrownBy(() -> strict.useTool("langchain4j", "search", null))
        .isExactlyInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("the ledger cannot be used");
    lenient.useTool("langchain4j", "search", null);
    assertThat(faults).hasSize(2);
  }
}
