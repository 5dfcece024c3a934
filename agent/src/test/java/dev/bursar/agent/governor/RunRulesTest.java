package dev.bursar.agent.governor;

import static org.assertj.core.api.Assertions.assertThat;

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
  void whereNothingIsMeteredNothingIsARunByItself() {
    RunRules off = RunRules.builder().build();

    assertThat(off.begin(Run.AI_SERVICE, "a.Service", null, null)).isNull();
    assertThat(off.begin(Run.AGENT, "a.Service", "planner", null)).isNull();
  }
}
