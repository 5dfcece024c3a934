package dev.bursar.it.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Account;
import dev.bursar.it.harness.Agent;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Jdks;
import dev.bursar.it.harness.Outcome;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Reply;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AI services in apps that are not as they should be: never a crash, a leak or a free call. */
@ParameterizedClass
@ValueSource(strings = {"1.0.0", "1.19.0"})
class BadInputIT {
  private static final String PROGRAM = "dev.bursar.programs.BadInputProgram$";
  private static final String ASSISTANT = "default/" + PROGRAM + "Assistant";
  private static final String SPEAKER = "default/" + PROGRAM + "Speaker";
  private static final String ALONE = "default/dev.bursar.programs.Alone$Assistant";
  private static final Ask SERVICE = Ask.chat("gpt-4o").max(40).with("kind", "service");
  private static final int MANY = 10_000;
  private static final int KILOBYTE = 1024;

  /**
   * Tasks that are gone are swept as others are noted, some at a time: a fifth of what they took.
   */
  private static final int SLACK = 4 * KILOBYTE * KILOBYTE;

  @Parameter String version;

  private Combo combo() {
    return new Combo(ClientRow.badInput(version), Jdks.current());
  }

  private Rig start(UnaryOperator<Agent> settings) {
    return Rig.start(combo(), settings);
  }

  @Test
  void twoLangChain4jsInOneJvmAreBothCounted() {
    try (Rig rig = start(agent -> agent)) {
      for (int i = 0; i < 2; i++) {
        rig.provider().next(Reply.normal().tool("ping"));
        isAnswered(rig, SERVICE.with("kind", "alone"));
      }
      rig.settledExactly();
      Account service = rig.store().account(ALONE);
      assertThat(service.spent("calls")).isEqualTo(4);
      assertThat(service.spent("tool_calls")).isEqualTo(2);
      assertThat(service.spent()).isEqualByComparingTo(rig.provider().meter().total());
      rig.quietWithFaults(0);
    }
  }

  @Test
  void oneThatWasGivenAnotherPackageIsLeftAloneAndItsCallsAreHeld() {
    try (Rig rig = start(agent -> agent)) {
      rig.provider().next(Reply.normal().tool("ping"));
      isAnswered(rig, SERVICE.with("kind", "alone").with("relocated", true));

      assertThat(rig.settledExactly().spent("calls")).isEqualTo(2);
      assertThat(rig.store().status().toString()).doesNotContain("Alone");
      assertThat(rig.store().doctor().toString()).doesNotContain("does not fit");
      rig.quietWithFaults(0);
    }
  }

  @Test
  void threadsThatDieInARunLeaveNothingBehind() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, SERVICE.with("kind", "dying").with("times", MANY));

      Account account = rig.settledAtLeast();
      assertThat(account.spent("calls")).isEqualTo(MANY);
      assertThat(rig.store().account(ASSISTANT).spent()).isEqualByComparingTo(account.spent());
      assertThat(account.spent()).isPositive();
      assertThat(rig.store().account(ASSISTANT).nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  @Test
  void streamsThatNobodyEndsAreChargedAndTakeNoHeap() {
    try (Rig rig = start(agent -> agent)) {
      Answer answer = rig.ask(SERVICE.with("kind", "unheard").with("times", MANY));

      assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
      assertThat(answer.number("bytes")).as("%s", answer).isLessThan(SLACK);
      Account speaker = rig.store().account(SPEAKER);
      assertThat(speaker.spent("calls")).as("%s", speaker).isGreaterThanOrEqualTo(MANY);
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aThreadOfNoRunThatTellsAStreamWorksForTheStreamsRun() {
    try (Rig rig = start(agent -> agent)) {
      isAnswered(rig, SERVICE.with("kind", "asked"));
      isAnswered(rig, SERVICE.with("kind", "told").with("tool", true));

      Account speaker = rig.store().account(SPEAKER);
      assertThat(speaker.spent("calls")).as("%s", speaker).isEqualTo(2);
      assertThat(speaker.spent("tool_calls")).as("%s", speaker).isEqualTo(1);
      assertThat(speaker.nothingHeld()).as("%s", speaker).isTrue();
      assertThat(rig.store().account().spent()).isEqualByComparingTo(speaker.spent());
      rig.quietWithFaults(0);
    }
  }

  /**
   * Alone, so many that the rest of the heap's changes do not matter, and with a call of a model in
   * this JVM, which passes three methods of LangChain4j's.
   */
  @ParameterizedTest
  @CsvSource({"opened,40000,1024", "waiting,10000,1024"})
  void tenThousandRunsAtOnceTakeLittle(String kind, int times, long most) {
    Ask runs = SERVICE.with("kind", kind).with("times", times);
    long without;
    try (Rig bare = Rig.bare(combo())) {
      without = bare.ask(runs).number("bytes");
    }
    try (Rig rig = start(agent -> agent)) {
      Answer answer = rig.ask(runs);

      assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
      long each = (answer.number("bytes") - without) / times;
      System.out.println("a run, " + kind + ": " + each + " bytes, LangChain4j " + version);
      assertThat(each).as("bytes of each run").isLessThanOrEqualTo(most);
      isAnswered(rig, SERVICE.with("kind", "told"));
      rig.quietWithFaults(0);
    }
  }

  @Test
  void aMemoryIdIsNowhereInTheClear() throws IOException {
    try (Rig rig = start(agent -> agent)) {
      rig.provider().next(Reply.normal().tool("ping"));
      isAnswered(rig, SERVICE.with("memory", "geheim-").with("longer", 150_000));

      rig.settledExactly();
      rig.quietWithFaults(0);
      try (Stream<Path> files = Files.walk(rig.store().directory())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat(text.contains("geheim-")).as("%s", file).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,5", "5,-1", "-2147483648,-2147483648"})
  void countsThatCannotBeAreNotBelieved(int input, int output) {
    try (Rig rig = start(agent -> agent.limitUsd("1"))) {
      isAnswered(rig, SERVICE.with("kind", "usage").with("input", input).with("output", output));

      JsonNode call = call(rig);
      assertThat(call.path("outcome").asText()).isEqualTo("charged");
      assertThat(call.path("actual").path("usd")).isEqualTo(call.path("hold").path("usd"));
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1099511627776", "-5", "null"})
  void norAreAProviders(String count) {
    try (Rig rig = start(agent -> agent.limitUsd("1"))) {
      String body =
          "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\","
              + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
              + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":"
              + count
              + ",\"completion_tokens\":"
              + count
              + ",\"total_tokens\":"
              + count
              + "}}";
      rig.provider()
          .always(Reply.strange("application/json", body.getBytes(StandardCharsets.UTF_8)));
      rig.ask(SERVICE.with("retries", 1));

      for (JsonNode call : rig.store().calls()) {
        assertThat(call.path("outcome").asText()).isIn("charged", "estimated");
        assertThat(usd(call, "actual")).isPositive();
        assertThat(usd(call, "actual")).isLessThanOrEqualTo(usd(call, "hold"));
      }
      assertThat(rig.store().calls()).hasSize((int) rig.provider().hits());
      rig.quietWithFaults(0);
    }
  }

  @Test
  void anAgentThatComesInTheMiddleOfARunCountsWhatFollows() {
    CountDownLatch attached = new CountDownLatch(1);
    try (Rig rig = Rig.bare(combo())) {
      rig.provider()
          .next(
              Reply.normal().tool("ping"),
              Reply.normal().tool("ping").until(attached),
              Reply.normal().tool("ping"));
      String run = rig.start(rig.app(), SERVICE);
      Awaitility.await().until(() -> rig.provider().hits() == 2);
      Outcome outcome = rig.attach(Jdks.current(), Agent.on(rig.store()).arguments());
      assertThat(outcome.exit()).as("%s", outcome).isZero();
      attached.countDown();
      Answer answer = rig.app().await(run);

      assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
      assertThat(rig.provider().hits()).isEqualTo(4);
      assertThat(rig.store().account().spent("calls")).isEqualTo(2);
      isAnswered(rig, SERVICE);
      assertThat(rig.store().account(ASSISTANT).spent("calls")).isEqualTo(1);
      assertThat(rig.store().account().spent("calls")).isEqualTo(3);
      rig.faultless();
    }
  }

  @Test
  void aCallThatIsInterruptedIsChargedAtItsHold() {
    try (Rig rig = start(agent -> agent)) {
      CountDownLatch never = new CountDownLatch(1);
      rig.provider().next(Reply.normal().until(never));
      String run = rig.start(rig.app(), SERVICE.with("retries", 1));
      Awaitility.await().until(() -> rig.provider().hits() == 1);
      isAnswered(rig, SERVICE.with("kind", "interrupt").with("of", run));
      rig.app().await(run);
      never.countDown();

      rig.settledAtLeast();
      List<JsonNode> calls = rig.store().calls();
      assertThat(calls).hasSize((int) rig.provider().hits());
      assertThat(calls.get(0).path("outcome").asText()).isEqualTo("charged");
      assertThat(calls.get(0).path("actual").path("usd"))
          .isEqualTo(calls.get(0).path("hold").path("usd"));
      assertThat(rig.store().account(ASSISTANT).spent("calls")).isEqualTo(calls.size());
      rig.quietWithFaults(0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void aStormOfRetriesStopsAtItsLimit(int status) {
    String accounts =
        "[{name: storm, when: {ai-service: \"" + PROGRAM + "Assistant\"}, limits: {retries: 2}}]";
    try (Rig rig = start(agent -> agent.with("accounts", accounts))) {
      rig.provider().always(Reply.error(status));
      Answer answer = rig.ask(SERVICE.with("retries", 20));

      assertThat(answer.refused()).as("%s", answer).isTrue();
      assertThat(rig.provider().hits()).isEqualTo(3);
      Account storm = rig.store().account("storm");
      assertThat(storm.spent("calls")).isEqualTo(3);
      assertThat(storm.spent("retries")).isEqualTo(2);
      assertThat(storm.refused()).isEqualTo(1);
      assertThat(rig.store().account().nothingHeld()).isTrue();
      rig.quietWithFaults(0);
    }
  }

  private static BigDecimal usd(JsonNode call, String what) {
    return new BigDecimal(call.path(what).path("usd").asText());
  }

  private static JsonNode call(Rig rig) {
    List<JsonNode> calls = rig.store().calls();
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private static void isAnswered(Rig rig, Ask order) {
    Answer answer = rig.ask(order);
    assertThat(answer.status()).as("%s; %s", answer, rig.app()).isEqualTo(200);
  }
}
