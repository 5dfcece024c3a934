package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Delegation;
import dev.bursar.gate.Run;
import dev.bursar.store.Limits;
import org.junit.jupiter.api.Test;

class RunRulesTest {
  private static final Limits ANY = Limits.unlimited();

  private final RunRules rules =
      RunRules.builder()
          .automatic(true)
          .method("bot", ANY, "a.Bot", "answer")
          .aiService("service", ANY, "a.Service")
          .agent("agent", ANY, "planner")
          .tool("tool", ANY, "search")
          .delegation(null, new Delegation(3, 7))
          .delegation("service", new Delegation(1, Delegation.ANY))
          .delegation("agent", new Delegation(Delegation.ANY, 2))
          .build();

  @Test
  void aMethodIsARunOnlyWhereItIsConfigured() {
    assertThat(rules.begin(Run.METHOD, "a.Bot", "answer", null).name()).isEqualTo("bot");
    assertThat(rules.begin(Run.METHOD, "a.Bot", "ask", null)).isNull();
    assertThat(rules.begin(Run.METHOD, "a.Service", "answer", null)).isNull();
  }

  @Test
  void anAiServiceIsNamedByItsInterfaceUnlessItIsConfigured() {
    Run configured = rules.begin(Run.AI_SERVICE, "a.Service", null, null);
    Run other = rules.begin(Run.AI_SERVICE, "a.Other", null, configured);

    assertThat(configured.name()).isEqualTo("service");
    assertThat(configured.isConfigured()).isTrue();
    assertThat(other.account()).isEqualTo("service/a.Other");
    assertThat(other.isConfigured()).isFalse();
  }

  @Test
  void anAgentIsNamedByItsNameAndConfiguredByThatOrByItsInterface() {
    assertThat(rules.begin(Run.AGENT, "a.Other", "planner", null).name()).isEqualTo("agent");
    assertThat(rules.begin(Run.AGENT, "a.Service", "x", null).name()).isEqualTo("service");
    assertThat(rules.begin(Run.AGENT, "a.Other", "writer", null).name()).isEqualTo("writer");
    assertThat(rules.begin(Run.AGENT, "a.Other", null, null).name()).isEqualTo("a.Other");
  }

  @Test
  void aToolIsARunOnlyWhereItIsConfiguredAndDelegatesForItsCaller() {
    Run service = rules.begin(Run.AI_SERVICE, "a.Service", null, null);
    Run tool = rules.begin(Run.TOOL, null, "search", service);

    assertThat(tool.account()).isEqualTo("service/tool");
    assertThat(tool.delegation()).isSameAs(service.delegation());
    assertThat(rules.begin(Run.TOOL, null, "answer", service)).isNull();
    assertThat(rules.begin(Run.AGENT, "search", "search", service).isConfigured()).isFalse();
  }

  @Test
  void theAccountThatLetsRunsGoNoDeeperIsFound() {
    Run service = rules.begin(Run.AI_SERVICE, "a.Service", null, null);
    Run tool = rules.begin(Run.TOOL, null, "search", service);
    Run below = rules.begin(Run.AGENT, "a.Other", "writer", tool);
    Run beyond = rules.begin(Run.AGENT, "a.Other", "reader", below);

    assertThat(RunRules.isBeyond(below)).isFalse();
    assertThat(RunRules.isBeyond(beyond)).isTrue();
    assertThat(rules.limitedBy(beyond)).isSameAs(service);
    assertThat(rules.allowed(service).depth()).isEqualTo(1);

    Run first = rules.begin(Run.AGENT, "a.Other", "1", null);
    Run third =
        rules.begin(Run.AGENT, "a.Other", "3", rules.begin(Run.AGENT, "a.Other", "2", first));
    Run fourth = rules.begin(Run.AGENT, "a.Other", "4", third);
    assertThat(RunRules.isBeyond(third)).isFalse();
    assertThat(RunRules.isBeyond(fourth)).isTrue();
    assertThat(rules.limitedBy(fourth)).isNull();
    assertThat(rules.allowed(null).depth()).isEqualTo(3);
  }

  @Test
  void theAccountThatLetsARunBeginNoMoreIsFound() {
    Run agent = rules.begin(Run.AGENT, "a.Other", "planner", null);
    Run first = rules.begin(Run.AGENT, "a.Other", "x", agent);
    rules.begin(Run.AGENT, "a.Other", "x", agent);
    Run third = rules.begin(Run.AGENT, "a.Other", "x", agent);

    assertThat(RunRules.isBeyond(third)).isTrue();
    assertThat(rules.limitedBy(third)).isSameAs(agent);
    for (int i = 0; i < 2; i++) {
      assertThat(RunRules.isBeyond(rules.begin(Run.AGENT, "a.Other", "x", first))).isFalse();
    }
    Run grandchild = rules.begin(Run.AGENT, "a.Other", "x", first);
    assertThat(RunRules.isBeyond(grandchild)).isTrue();
    assertThat(rules.limitedBy(grandchild)).isSameAs(agent);
  }

  @Test
  void whereNothingIsMeteredNothingIsARunByItself() {
    RunRules off = RunRules.builder().build();

    assertThat(off.begin(Run.AI_SERVICE, "a.Service", null, null)).isNull();
    assertThat(off.begin(Run.AGENT, "a.Service", "planner", null)).isNull();
  }
}
