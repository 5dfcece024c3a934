package dev.bursar.it.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mock provider does what the tests believe it does, by each protocol. */
@ParameterizedClass
@EnumSource(Protocol.class)
class ProviderTest {
  private static final String ASK =
      "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"the of and\"}]%s}";
  private static final String STREAM = String.format(ASK, ",\"stream\":true");
  private static final String STREAM_WITH_USAGE =
      String.format(ASK, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

  private final Protocol protocol;
  private final Provider provider;
  private final HttpClient http;

  ProviderTest(Protocol protocol) {
    this.protocol = protocol;
    provider = Provider.start(protocol);
    http =
        HttpClient.newBuilder()
            .sslContext(Tls.ours().context())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void billsWhatItReports() throws Exception {
    provider.next(Reply.normal().output(5).reasoning(3).cached(4));
    HttpResponse<String> response = post(String.format(ASK, ""));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ChatJson.JSON.readTree(response.body()).path("usage").toString())
        .isEqualTo(
            "{\"prompt_tokens\":10,\"completion_tokens\":8,\"total_tokens\":18,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":3,\"audio_tokens\":0}}");
    assertThat(provider.meter().last())
        .isEqualTo(Charge.of("/v1/chat/completions", "gpt-4o", 10, 4, 8));
    assertThat(provider.hits()).isEqualTo(1);
    assertThat(provider.lastReceived().text()).isEqualTo(String.format(ASK, ""));
    assertThat(provider.lastReceived().protocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @EnumSource(Reply.Split.class)
  void theSameBytesLeaveInEverySplit(Reply.Split split) throws Exception {
    provider.next(
        Reply.normal().seed(3).output(12).foreign().comments(),
        Reply.normal().seed(3).output(12).foreign().comments().split(split));
    byte[] plain = bytes(STREAM);
    assertThat(bytes(STREAM)).isEqualTo(plain);
    assertThat(new String(plain, StandardCharsets.UTF_8)).contains(": hello\n\n", "data: [DONE]");
  }

  @Test
  void aStreamSaysItsUsageOnlyWhereItWasAskedFor() throws Exception {
    assertThat(post(STREAM).body()).doesNotContain("usage");
    assertThat(post(STREAM_WITH_USAGE).body()).contains("\"choices\":[],\"usage\":{");
    provider.next(Reply.normal().usage(Reply.Usage.MISSING));
    assertThat(post(STREAM_WITH_USAGE).body()).doesNotContain("prompt_tokens");
    provider.next(Reply.normal().usage(Reply.Usage.NEGATIVE));
    assertThat(post(STREAM_WITH_USAGE).body()).contains("\"prompt_tokens\":-10");
  }

  @Test
  void aStreamWithoutItsUsageChunkIsTheStreamThatDidNotAsk() throws Exception {
    provider.always(Reply.normal().seed(9).noUsageNulls());
    String asked = post(STREAM_WITH_USAGE).body();
    int from = asked.indexOf("data: {", asked.lastIndexOf("finish_reason"));
    int to = asked.indexOf("data: [DONE]");
    assertThat(asked.substring(0, from) + asked.substring(to)).isEqualTo(post(STREAM).body());
  }

  @Test
  void writesLinesAsTheTestWants() throws Exception {
    provider.next(Reply.normal().crlf(), Reply.normal().tight());
    assertThat(post(STREAM).body()).contains("}\r\n\r\ndata: ").endsWith("[DONE]\r\n\r\n");
    assertThat(post(STREAM).body()).contains("}\n\ndata:{").endsWith("data:[DONE]\n");
  }

  @Test
  void compressesWhereAskedAndOnlyThere() throws Exception {
    provider.always(Reply.normal().gzip().seed(1));
    String plain = post(STREAM).body();
    HttpResponse<byte[]> response =
        http.send(
            request(STREAM).header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reply.End.class,
      names = {"CUT", "RESET"})
  void breaksOffInTheMiddleOfAnEventAndBillsItAll(Reply.End end) throws Exception {
    provider.next(Reply.normal().output(20).end(end, 5));
    assertThatThrownBy(() -> bytes(STREAM)).isInstanceOf(IOException.class);
    assertThat(provider.meter().last().output()).isEqualTo(20);
  }

  @Test
  void billsOnlyWhatWasSeenWhereTheTestWantsThat() {
    provider.next(Reply.normal().output(20).end(Reply.End.CUT, 5).billing(Reply.Billing.SEEN));
    assertThatThrownBy(() -> bytes(STREAM)).isInstanceOf(IOException.class);
    Awaitility.await().until(() -> provider.meter().charges().size() == 1);
    assertThat(provider.meter().last().output()).isBetween(1L, 19L);
  }

  @Test
  void errorsAreFreeUnlessTheModelHasRun() throws Exception {
    provider.next(
        Reply.error(429).header("Retry-After", "1"),
        Reply.error(500),
        Reply.error(500).afterGenerating());
    HttpResponse<String> first = post(STREAM);
    assertThat(first.statusCode()).isEqualTo(429);
    assertThat(first.headers().firstValue("retry-after")).hasValue("1");
    assertThat(post(STREAM).statusCode()).isEqualTo(500);
    assertThat(provider.meter().charges()).isEmpty();
    assertThat(post(STREAM).statusCode()).isEqualTo(500);
    assertThat(provider.meter().charges()).hasSize(1);
  }

  @Test
  void aClientMayLeaveTheBodyOfARedirectUnread() throws Exception {
    provider.next(Reply.redirect(307, "/moved/chat/completions"));
    assertThat(post(STREAM).statusCode()).isEqualTo(200);
    assertThat(provider.hits()).isEqualTo(2);
    // On the same connection, where there can be one.
    assertThat(post(STREAM).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    assertThat(post("{\"model\":").statusCode()).isEqualTo(400);
    assertThat(post("{\"model\":\"gpt-4o\"}").statusCode()).isEqualTo(400);
    assertThat(post(STREAM.replace("gpt-4o", "nobody")).statusCode()).isEqualTo(404);
    assertThat(provider.meter().charges()).isEmpty();
    assertThat(provider.hits("/v1/chat/completions")).isEqualTo(3);
  }

  @Test
  void waitsForTheTest() throws Exception {
    CountDownLatch head = new CountDownLatch(1);
    CountDownLatch rest = new CountDownLatch(1);
    provider.next(Reply.normal().until(head).restUntil(2, rest));
    var response = http.sendAsync(request(STREAM).build(), BodyHandlers.ofString());
    Awaitility.await().until(() -> provider.inFlight() == 1);
    assertThat(response).isNotDone();
    head.countDown();
    Awaitility.await().until(() -> provider.meter().charges().size() == 1);
    assertThat(response).isNotDone();
    rest.countDown();
    assertThat(response.get().body()).contains("[DONE]");
  }

  @Test
  void embeddingsAreBilledByTheirInput() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(provider.base() + "/embeddings"))
                .POST(
                    BodyPublishers.ofString(
                        "{\"model\":\"text-embedding-3-small\",\"input\":[\"the of\",\"and\"]}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.body()).contains("\"prompt_tokens\":3");
    assertThat(provider.meter().total()).isEqualByComparingTo("0.000000060");
  }

  @Test
  void resourcesHaveVersions() throws Exception {
    provider.put("/doc", Resource.of("text").etag("\"v1\"").lastModified("yesterday"));
    HttpRequest.Builder get = HttpRequest.newBuilder(provider.uri().resolve("/doc"));
    assertThat(http.send(get.build(), BodyHandlers.ofString()).body()).isEqualTo("text");
    HttpRequest again = get.header("If-None-Match", "\"v1\"").build();
    assertThat(http.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
    HttpRequest head = get.method("HEAD", BodyPublishers.noBody()).build();
    assertThat(http.send(head, BodyHandlers.ofString()).headers().firstValue("etag")).isPresent();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(request(body).build(), BodyHandlers.ofString());
  }

  private byte[] bytes(String body) throws Exception {
    return http.send(request(body).build(), BodyHandlers.ofByteArray()).body();
  }

  private HttpRequest.Builder request(String body) {
    return HttpRequest.newBuilder(URI.create(provider.base() + "/chat/completions"))
        .POST(BodyPublishers.ofString(body));
  }
}
