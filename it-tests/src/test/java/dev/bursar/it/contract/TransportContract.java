package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.Provider;
import dev.bursar.it.provider.ReceivedRequest;
import dev.bursar.it.provider.Reply;
import dev.bursar.it.provider.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold besides for clients whose apps see requests and responses themselves. */
abstract class TransportContract extends ClientContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Rig bare;

  /** The same app without the agent: what it sees is what the app must see. */
  private Rig bare() {
    if (bare == null || !bare.healthy()) {
      bare = Rig.bare(combo);
    }
    return bare;
  }

  @AfterParameterizedClassInvocation
  void closeTheBareApp() {
    if (bare != null) {
      bare.close();
      bare = null;
    }
  }

  static Stream<Arguments> streams() {
    List<Arguments> all = new ArrayList<>();
    for (Reply.Split split : Reply.Split.values()) {
      for (boolean usage : new boolean[] {true, false}) {
        all.add(Arguments.of(split, usage, "plain"));
        all.add(Arguments.of(split, usage, "crlf and comments"));
        all.add(Arguments.of(split, usage, "tight"));
      }
    }
    return all.stream();
  }

  private static Reply stream(Reply.Split split, String style) {
    Reply reply = Reply.normal().seed(7).foreign().output(20).noUsageNulls().split(split);
    return switch (style) {
      case "tight" -> reply.tight();
      case "crlf and comments" -> reply.crlf().comments();
      default -> reply;
    };
  }

  @ParameterizedTest(name = "{0}, app asks for usage: {1}, {2}")
  @MethodSource("streams")
  void teesSseInOddSplitsByteForByte(Reply.Split split, boolean usage, String style) {
    Ask order = usage ? Ask.chat(MODEL).streamedWithUsage() : Ask.chat(MODEL).streamed();
    Answer without = askBare(order, () -> stream(split, style));
    Answer with = ask(order, stream(split, style));
    assertThat(with.text()).isEqualTo(without.text());
    assertThat(with.sha256()).isEqualTo(without.sha256());
    assertThat(with.header("content-type")).isEqualTo(without.header("content-type"));
  }

  /** Real providers write {@code "usage":null} into every chunk of a stream that asked for it. */
  @Test
  void theAppSeesNoTraceOfTheUsageItDidNotAskFor() throws Exception {
    Supplier<Reply> reply = () -> Reply.normal().seed(8).output(15);
    Answer without = askBare(Ask.chat(MODEL).streamed(), reply);
    Answer with = ask(Ask.chat(MODEL).streamed(), reply.get());
    assertThat(Streams.events(with.text())).isEqualTo(Streams.events(without.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "bytes", "string", "lines"})
  void theAppGetsTheSameBodyInEveryWayItReads(String as) {
    for (Ask kind : List.of(Ask.chat(MODEL), Ask.chat(MODEL).streamedWithUsage())) {
      Supplier<Reply> reply =
          () -> Reply.normal().seed(9).foreign().output(60).split(Reply.Split.THREES);
      Answer without = askBare(kind.with("as", as), reply);
      Answer with = ask(kind.with("as", as), reply.get());
      assertThat(with.text()).isEqualTo(without.text());
      assertThat(with.sha256()).isEqualTo(without.sha256());
    }
  }

  @Test
  void theAppSeesTheSameHeadAndTheSameThreads() {
    // Late, so that the app is waiting: what follows on a future that is complete has no fixed
    // thread.
    Supplier<Reply> reply =
        () -> Reply.normal().seed(10).header("X-Any", "thing").delay(Duration.ofMillis(300));
    for (Ask order : List.of(Ask.chat(MODEL), Ask.chat(MODEL).async())) {
      Answer without = askBare(order, reply);
      Answer with = ask(order, reply.get());
      assertThat(headers(with)).isEqualTo(headers(without));
      assertThat(with.thread()).isEqualTo(without.thread());
    }
  }

  @Test
  void theProviderSeesTheSameRequest() {
    for (Ask order : List.of(Ask.chat(MODEL).max(9), Ask.chat(MODEL).max(9).streamedWithUsage())) {
      bare().ask(order);
      ask(order);
      ReceivedRequest without = bare().provider().lastReceived();
      ReceivedRequest with = provider().lastReceived();
      assertThat(with.text()).isEqualTo(without.text());
      assertThat(headers(with)).isEqualTo(headers(without));
    }
  }

  private static List<Map.Entry<String, String>> headers(ReceivedRequest request) {
    return request.headers().stream().filter(header -> !header.getKey().equals("host")).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAOneShotBodyOnce(boolean async) {
    Ask order = Ask.chat(MODEL).max(40).with("oneshot", true);
    Answer answer = ask(async ? order.async() : order);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.number("bodyReads")).as("%s", answer).isEqualTo(1);
    // In one piece: what a thread writes Apache's core 5.0 may never send
    // (httpcomponents-core#224).
    bare().ask(Ask.chat(MODEL).max(40));
    assertThat(provider().lastReceived().text()).isEqualTo(bare().provider().lastReceived().text());
  }

  @Test
  void settlesAResponseThatIsNeverRead() {
    Ask order = Ask.chat(MODEL).max(500).with("read", "unread");
    Reply reply = Reply.normal().output(300);
    if (!combo.client().endsWhatIsClosed()) {
      isPaidOrHeld(order, reply);
      isPaidOrHeld(order.streamed(), reply);
      return;
    }
    chargedAtLeastTheBill();
    ask(order, reply);
    ask(order.streamed(), reply);
  }

  @Test
  void chargesACallThatTimedOut() {
    chargedAtLeastTheBill();
    CountDownLatch never = new CountDownLatch(1);
    try {
      Answer answer =
          ask(Ask.chat(MODEL).max(20).with("timeout", 400), Reply.normal().until(never));
      assertThat(answer.failed()).as("%s", answer).isTrue();
      if (combo.client().tellsOfATimeout(combo.protocol())) {
        // By HTTP/2 Apache's 5.0 may say so by a stream's reset.
        assertThat(answer.error() + " " + answer.message()).containsIgnoringCase("timeout");
      }
    } finally {
      never.countDown();
    }
    Awaitility.await().until(() -> provider().inFlight() == 0);
  }

  @Test
  void holdsOnceMoreWhenARedirectSendsTheCallAgain() {
    if (!combo.client().sendsAgain(combo.protocol())) {
      chargedAtLeastTheBill();
      assertThat(ask(Ask.chat(MODEL).max(50), Reply.redirect(307, "/moved/chat/completions")))
          .matches(Answer::failed);
      return;
    }
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).max(50), Reply.redirect(307, "/moved/chat/completions"));
    boolean follows = combo.client().followsPosts();
    assertThat(answer.status()).as("%s", answer).isEqualTo(follows ? 200 : 307);
    assertThat(provider().hits() - hits).isEqualTo(follows ? 2 : 1);
  }

  @Test
  void holdsOnceMoreWhenAChallengeIsAnswered() {
    if (!combo.client().sendsAgain(combo.protocol())) {
      chargedAtLeastTheBill();
      assertThat(ask(Ask.chat(MODEL).max(50).with("auth", true), Reply.challenge()))
          .matches(Answer::failed);
      return;
    }
    long hits = provider().hits();
    Answer answer = ask(Ask.chat(MODEL).max(50).with("auth", true), Reply.challenge());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().hits() - hits).isEqualTo(2);
  }

  @Test
  void theRefusalSaysWhatWouldHaveBeenNeeded() throws Exception {
    Rig rig = rig(Setting.BROKE);
    Answer answer = rig.ask(Ask.chat(MODEL));
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.header("x-should-retry")).isEqualTo("false");
    assertThat(answer.header("bursar-refusal")).isEqualTo("usd");
    JsonNode error = JSON.readTree(answer.text()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("budget_exceeded");
    assertThat(error.path("code").asText()).isEqualTo("usd");
    assertThat(error.path("message").asText()).contains("default", "0.000001");
    Answer thrown = rig(Setting.BROKE_THROWING).ask(Ask.chat(MODEL));
    assertThat(thrown.causes()).contains("dev.bursar.gate.BudgetExceededIOException");
    if (combo.client().throwsAsThrown(combo.protocol())) {
      assertThat(thrown.error()).isEqualTo("dev.bursar.gate.BudgetExceededIOException");
    }
    assertThat(thrown.message()).contains("default", "0.000001");
  }

  @Test
  void recordsReadsWithTheirVersions() {
    Provider provider = provider();
    provider
        .put("/strong", Resource.of("a").etag("\"s1\""))
        .put("/weak", Resource.of("b").etag("W/\"w1\""))
        .put("/dated", Resource.of("c").lastModified("Sat, 21 Nov 2026 10:00:00 GMT"))
        .put("/bare", Resource.of("d"));
    Rig rig = rig(Setting.ROOMY);
    int before = rig.store().reads().size();
    for (String path : List.of("/strong", "/weak", "/dated", "/bare")) {
      assertThat(ask(Ask.get(rig.url(path))).status()).isEqualTo(200);
    }
    assertThat(ask(Ask.head(rig.url("/strong"))).status()).isEqualTo(200);
    Answer unchanged = ask(Ask.get(rig.url("/strong")).with("header.If-None-Match", "\"s1\""));
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(ask(Ask.get(rig.url("/missing"))).status()).isEqualTo(404);
    List<JsonNode> reads = rig.store().reads();
    assertThat(reads).as("reads").hasSize(before + 6);
    List<JsonNode> mine = reads.subList(before, reads.size());
    isRead(mine.get(0), "GET", "/strong", 200, "s1");
    isRead(mine.get(1), "GET", "/weak", 200, "w1");
    isRead(mine.get(2), "GET", "/dated", 200, "2026");
    isRead(mine.get(3), "GET", "/bare", 200, "");
    isRead(mine.get(4), "HEAD", "/strong", 200, "s1");
    isRead(mine.get(5), "GET", "/strong", 304, "s1");
    assertThat(mine.subList(0, 4))
        .as("each has another kind of version")
        .extracting(read -> read.path("version_kind").asText())
        .doesNotHaveDuplicates();
  }

  private static void isRead(
      JsonNode read, String method, String path, int status, String version) {
    assertThat(read.path("method").asText()).as("%s", read).isEqualTo(method);
    assertThat(read.path("uri").asText()).as("%s", read).endsWith(path);
    assertThat(read.path("status").asInt()).as("%s", read).isEqualTo(status);
    assertThat(read.path("version").asText()).as("%s", read).isNotEmpty().contains(version);
  }

  @Test
  void readsThatAreNotOursPassUntouched() {
    bare().provider().put("/doc", Resource.of("text \u00fc").etag("\"v\""));
    provider().put("/doc", Resource.of("text \u00fc").etag("\"v\""));
    Answer without = bare().ask(Ask.get(bare().url("/doc")));
    Answer with = ask(Ask.get(rig(Setting.ROOMY).url("/doc")));
    assertThat(with.sha256()).isEqualTo(without.sha256());
    assertThat(headers(with)).isEqualTo(headers(without));
  }

  /** The response's head; Netty puts the number of an HTTP/2 stream into it. */
  private static JsonNode headers(Answer answer) {
    return answer.json().path("headers").<ObjectNode>deepCopy().without("x-http2-stream-id");
  }

  private Answer askBare(Ask order, Supplier<Reply> reply) {
    bare().provider().next(reply.get());
    return bare().ask(order);
  }

  @Test
  void theJdkClientsTextBodiesAreReadToo() {
    Assumptions.assumeTrue(combo.client().kind() == ClientRow.Kind.JDK, "a matter of its API");
    Answer answer = ask(Ask.chat(MODEL).max(12).with("text", true));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(provider().lastReceived().body())
        .asString(StandardCharsets.UTF_8)
        .contains("max_completion_tokens");
  }
}
