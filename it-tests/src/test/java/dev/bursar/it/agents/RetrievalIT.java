package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Rig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What AI services read from a chat's memory is in the log of reads. */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.19.0"})
class RetrievalIT {
  private static final String PROGRAM = "dev.bursar.programs.AgentsProgram$";
  private static final Ask REMEMBERED =
      Ask.chat("gpt-4o").max(40).with("kind", "memory").with("memory", "ann-7");

  @Parameter String version;

  @Test
  void aChatsMessagesAreReadsOfTheServiceWithTheirVersion() {
    try (Rig rig =
        Rig.start(new Combo(ClientRow.agents(version), Jdks.current()), agent -> agent)) {
      Answer answer = rig.ask(REMEMBERED);
      assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
      rig.settledExactly();

      List<JsonNode> reads =
          rig.store().reads().stream()
              .filter(read -> read.path("method").asText().equals("MESSAGES"))
              .toList();
      assertThat(reads).isNotEmpty();
      for (JsonNode read : reads) {
        assertThat(read.path("agent").asText()).isEqualTo(PROGRAM + "Keeper");
        assertThat(read.path("uri").asText())
            .startsWith("langchain4j:/dev.langchain4j.memory.chat.MessageWindowChatMemory?id=")
            .doesNotContain("ann");
        assertThat(read.path("version_kind").asText()).isEqualTo("hash");
        assertThat(read.path("version").asText()).hasSize(32);
      }
      rig.quietWithFaults(0);
    }
  }
}
