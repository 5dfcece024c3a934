package dev.bursar.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bursar.it.harness.Answer;
import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Rig;
import dev.bursar.it.provider.ReceivedRequest;
import dev.bursar.it.provider.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What only {@code HttpURLConnection} has: its modes of sending a body, the many ways to ask it for
 * an answer, and what it repeats by itself.
 */
@ParameterizedClass
@MethodSource("combos")
class HttpUrlConnectionIT extends Contract {
  private static final String REFUSED =
      "java.io.IOException: Server returned HTTP response code: 402 for URL: ";

  private Rig bare;

  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.HTTP_URL_CONNECTION);
  }

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

  private static Ask chat(String mode) {
    return Ask.chat(MODEL).max(60).with("mode", mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "fixed", "chunked"})
  void theProviderSeesTheSameRequestInEveryMode(String mode) {
    for (boolean closed : new boolean[] {true, false}) {
      Ask order = chat(mode).with("unclosed", !closed);
      assertThat(bare().ask(order).status()).isEqualTo(200);
      long hits = provider().hits();
      Answer answer = ask(order);
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(provider().hits() - hits).isEqualTo(1);
      ReceivedRequest without = bare().provider().lastReceived();
      ReceivedRequest with = provider().lastReceived();
      assertThat(with.text()).isEqualTo(without.text());
      assertThat(headers(with)).isEqualTo(headers(without));
      isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
    }
  }

  private static List<Map.Entry<String, String>> headers(ReceivedRequest request) {
    return request.headers().stream().filter(header -> !header.getKey().equals("host")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "fixed", "chunked"})
  void asksForUsageInEveryModeAndHidesIt(String mode) {
    for (String encoding : List.of("", "gzip")) {
      Ask order = chat(mode).streamed();
      if (!encoding.isEmpty()) {
        order = order.with("header.Accept-Encoding", encoding);
      }
      Answer answer = ask(order, Reply.normal().output(40).noUsageNulls());
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(answer.text()).doesNotContain("prompt_tokens");
      assertThat(provider().lastReceived().text()).contains("include_usage");
      assertThat(headers(provider().lastReceived()))
          .as("compressed, it could not be hidden")
          .noneMatch(header -> header.getKey().equalsIgnoreCase("accept-encoding"));
      isSettledAs(lastCall(Setting.ROOMY), provider().meter().last());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "buffered,status", "buffered,header", "buffered,error", "buffered,stream",
    "fixed,status", "fixed,header", "fixed,error", "fixed,stream",
    "chunked,status", "chunked,header", "chunked,error", "chunked,stream"
  })
  void aRefusalLooksLikeAnAnswerWhateverIsAskedFirst(String mode, String first) {
    Rig rig = rig(Setting.BROKE);
    long refusals = rig.store().refusals();
    Answer answer =
        rig.ask(chat(mode).with("first", first).with("unclosed", first.equals("error")));
    assertThat(answer.status()).as("%s", answer).isEqualTo(402);
    assertThat(answer.text()).contains("budget_exceeded");
    assertThat(answer.header("bursar-refusal")).isEqualTo("usd");
    String seen = answer.json().path("first").asText();
    switch (first) {
      case "header" -> assertThat(seen).isEqualTo("application/json");
      case "error" -> assertThat(seen).isEqualTo("none");
      case "stream" -> assertThat(seen).startsWith(REFUSED).endsWith("/chat/completions");
      default -> assertThat(seen).isEmpty();
    }
    assertThat(rig.provider().hits()).as("requests").isZero();
    assertThat(rig.store().refusals() - refusals).as("refusals").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "fixed", "chunked"})
  void aRefusalByAnExceptionIsThrownInEveryMode(String mode) {
    Rig rig = rig(Setting.BROKE_THROWING);
    for (boolean closed : new boolean[] {true, false}) {
      long refusals = rig.store().refusals();
      Answer answer = rig.ask(chat(mode).with("unclosed", !closed).with("first", "header"));
      assertThat(answer.causes()).as("%s", answer).contains("dev.bursar.gate.BudgetExceeded");
      assertThat(rig.store().refusals() - refusals).as("refusals").isEqualTo(1);
    }
    assertThat(rig.provider().hits()).as("requests").isZero();
  }

  /** What the JDK says where an app writes more or less than it announced. */
  @ParameterizedTest
  @CsvSource({"fixed,less", "fixed,more", "chunked,more", "buffered,more"})
  void theAppSeesTheSameWhereItWritesWhatItDidNotAnnounce(String mode, String written) {
    chargedAtLeastTheBill();
    for (boolean closed : new boolean[] {true, false}) {
      Ask order = chat(mode).with("write", written).with("unclosed", !closed);
      Answer without = bare().ask(order);
      Answer with = ask(order);
      assertThat(with.status()).as("%s", with).isEqualTo(without.status());
      assertThat(with.error()).isEqualTo(without.error());
      assertThat(with.message()).isEqualTo(without.message());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "chunked"})
  void anAnswerThatStreamingForbidsToFollowIsReportedAndNotCharged(String mode) {
    for (Reply reply : List.of(Reply.challenge(), Reply.redirect(307, "/moved/chat/completions"))) {
      bare().provider().next(reply);
      Answer without = bare().ask(chat(mode).with("first", "stream"));
      long hits = provider().hits();
      Answer with = ask(chat(mode).with("first", "stream"), reply);
      assertThat(with.json().path("first").asText())
          .startsWith("java.net.HttpRetryException")
          .isEqualTo(without.json().path("first").asText());
      assertThat(provider().hits() - hits).isEqualTo(1);
      assertThat(lastCall(Setting.ROOMY).path("outcome").asText()).isEqualTo("released");
    }
  }

  @Test
  void theSameStreamIsReturnedEachTime() {
    Answer answer = ask(chat("buffered").with("first", "stream"));
    assertThat(answer.json().path("first").asText()).as("%s", answer).isEqualTo("same");
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffered", "fixed", "chunked"})
  void disconnectingEndsTheCall(String mode) {
    chargedAtLeastTheBill();
    Ask order = chat(mode).with("disconnect", true);
    assertThat(ask(order).status()).isEqualTo(200);
    assertThat(ask(order.streamed().with("read", "close:10")).status()).isEqualTo(200);
  }

  /** The JDK repeats a POST by itself where the connection ends before a byte of the answer. */
  @Test
  void holdsOnceMoreWhereTheJdkRepeatsAPost() throws Exception {
    chargedAtLeastTheBill();
    Rig rig = rig(Setting.ROOMY);
    int before = rig.store().calls().size();
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> failThenAnswer(server));
      String base = "http://127.0.0.1:" + server.getLocalPort() + "/v1";
      Answer answer = rig.ask(chat("buffered").with("base", base));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      served.get();
    }
    List<JsonNode> calls = rig.store().calls();
    assertThat(calls.subList(before, calls.size()))
        .extracting(call -> call.path("outcome").asText())
        .containsExactly("charged", "settled");
  }

  private static void failThenAnswer(ServerSocket server) {
    byte[] body =
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}"
            .getBytes(StandardCharsets.UTF_8);
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    try {
      try (Socket first = server.accept()) {
        read(first);
      }
      try (Socket second = server.accept()) {
        read(second);
        second
            .getOutputStream()
            .write((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        second.getOutputStream().write(body);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    long left = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        left = Long.parseLong(line.substring(15).trim());
      }
    }
    while (left > 0) {
      left -= in.skip(left);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed", "chunked"})
  void survivesAFaultInAStreamingMode(String mode) {
    for (String point : List.of("enter", "decide", "tap")) {
      String fault = "-Dbursar.inject-fault=http-url-connection." + point;
      try (Rig rig = Rig.start(combo, Setting.ROOMY::configure, fault)) {
        Answer answer = rig.ask(chat(mode).streamed());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.text()).isNotEmpty();
        assertThat(rig.provider().hits()).as("requests").isEqualTo(1);
        assertThat(rig.store().faults()).as("faults").isPositive();
      }
    }
  }
}
