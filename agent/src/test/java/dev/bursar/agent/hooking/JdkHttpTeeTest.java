package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the app reads, and what the tap sees of it. */
class JdkHttpTeeTest extends JdkHttpFixture {
  @ParameterizedTest
  @MethodSource("handlers")
  void refusesToEveryHandler(Reading reading) throws Exception {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));

    assertThat(reading.read(client, post("{}"))).isEqualTo("{\"error\":\"budget\"}");
    assertThat(server.hits).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void teesEveryByte(Reading reading) throws Exception {
    server.answers(200, "da", "ta: {\"a\"", ":1", "}\n", "d", "ata: [DONE]");

    assertThat(reading.read(client, post("{}"))).isEqualTo("data: {\"a\":1}\ndata: [DONE]");
    assertThat(governor.seen()).isEqualTo("data: {\"a\":1}\ndata: [DONE]");
    await().until(() -> governor.events.contains("end"));
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void rewrites(Reading reading) throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "#a", "b#c", "###", "d#");

    assertThat(reading.read(client, post("{}"))).isEqualTo("abcd");
    assertThat(governor.seen()).isEqualTo("##ab#c###d#");
  }

  @Test
  void rewritesWithoutBreakingDemand() throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "ab", "##", "c");
    Flow.Publisher<List<ByteBuffer>> body =
        client.send(post("{}"), BodyHandlers.ofPublisher()).body();

    OneAtATime subscriber = new OneAtATime();
    body.subscribe(subscriber);

    assertThat(subscriber.text.get(10, TimeUnit.SECONDS)).isEqualTo("abc");
    assertThat(subscriber.unasked.get()).isZero();
  }

  @Test
  void whatIsDoneWithTheBodyIsDoneForTheCallsRun() throws Exception {
    server.answers(200, "one", "two");
    Run run = new Run("bot", null);
    Watching watching = new Watching();
    Object before = Runs.enter(run);
    try {
      client.send(post("{}"), BodyHandlers.fromSubscriber(watching));
    } finally {
      Runs.restore(before);
    }

    assertThat(watching.runs).hasSizeGreaterThan(1).containsOnly(run);
    assertThat(watching.threads).doesNotContain(Thread.currentThread());
  }

  /** Notes for which run it is told, and on which thread. */
  private static final class Watching implements Flow.Subscriber<List<ByteBuffer>> {
    private final List<Run> runs = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      note();
    }

    @Override
    public void onError(Throwable thrown) {
      note();
    }

    @Override
    public void onComplete() {
      note();
    }

    private void note() {
      runs.add(Runs.current());
      threads.add(Thread.currentThread());
    }
  }

  @Test
  void abortsOnEarlyClose() throws Exception {
    server.answers(200, "one", "two", "three");
    HttpResponse<InputStream> response = client.send(post("{}"), BodyHandlers.ofInputStream());
    assertThat(response.body().read()).isEqualTo('o');

    response.body().close();

    assertThat(governor.events).hasSize(4).last().asString().matches("abort|end");
  }

  @Test
  void abortsWhenAStreamIsNotReadToItsEnd() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = HalfAnswer.to(socket);
      HttpRequest request = post(socket.getLocalPort());
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      assertThat(response.body().read()).isEqualTo('h');

      response.body().close();

      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "abort");
      half.join().close();
    }
  }

  @Test
  void abortsOnReset() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> half =
          HalfAnswer.to(socket)
              .thenAccept(
                  connection -> {
                    try {
                      connection.setSoLinger(true, 0);
                      connection.close();
                    } catch (IOException e) {
                      throw new CompletionException(e);
                    }
                  });

      assertThatThrownBy(() -> client.send(post(socket.getLocalPort()), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);

      half.join();
      assertThat(governor.events).hasSize(4).last().asString().startsWith("abort ");
    }
  }

  @Test
  void answersWithoutABodyEndAtOnce() throws Exception {
    server.answers(204);

    assertThat(client.send(post("{}"), BodyHandlers.ofString()).statusCode()).isEqualTo(204);
    assertThat(governor.events).containsExactly("decide", "attempt", "response 204", "end");
  }

  /** A way to read a response. */
  record Reading(String name, Reader reader) {
    String read(HttpClient client, HttpRequest request) throws Exception {
      return reader.read(client, request);
    }

    @Override
    public String toString() {
      return name;
    }

    interface Reader {
      String read(HttpClient client, HttpRequest request) throws Exception;
    }
  }

  static Stream<Reading> handlers() {
    return Stream.of(
        new Reading("ofString", (c, r) -> c.send(r, BodyHandlers.ofString()).body()),
        new Reading(
            "ofString async", (c, r) -> c.sendAsync(r, BodyHandlers.ofString()).get().body()),
        new Reading("ofByteArray", (c, r) -> text(c.send(r, BodyHandlers.ofByteArray()).body())),
        new Reading(
            "ofInputStream",
            (c, r) -> text(c.send(r, BodyHandlers.ofInputStream()).body().readAllBytes())),
        new Reading(
            "ofInputStream async",
            (c, r) ->
                text(c.sendAsync(r, BodyHandlers.ofInputStream()).get().body().readAllBytes())),
        new Reading(
            "ofLines",
            (c, r) -> c.send(r, BodyHandlers.ofLines()).body().collect(Collectors.joining("\n"))),
        new Reading(
            "ofPublisher",
            (c, r) -> {
              OneAtATime all = new OneAtATime();
              c.send(r, BodyHandlers.ofPublisher()).body().subscribe(all);
              return all.text.get(10, TimeUnit.SECONDS);
            }),
        new Reading(
            "fromLineSubscriber",
            (c, r) -> {
              Lines lines = new Lines();
              c.send(r, BodyHandlers.fromLineSubscriber(lines));
              return String.join("\n", lines.lines);
            }),
        new Reading(
            "buffering",
            (c, r) -> {
              BodyHandler<String> handler = BodyHandlers.buffering(BodyHandlers.ofString(), 3);
              return c.send(r, handler).body();
            }),
        new Reading(
            "mapping",
            (c, r) -> {
              BodyHandler<StringBuilder> handler =
                  head ->
                      HttpResponse.BodySubscribers.mapping(
                          HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8),
                          StringBuilder::new);
              return c.send(r, handler).body().toString();
            }));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Asks for one list after the other. */
  private static final class OneAtATime implements Flow.Subscriber<List<ByteBuffer>> {
    final CompletableFuture<String> text = new CompletableFuture<>();
    final AtomicInteger unasked = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final StringBuilder read = new StringBuilder();
    private Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      ask();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      if (asked.decrementAndGet() < 0) {
        unasked.incrementAndGet();
      }
      for (ByteBuffer buffer : buffers) {
        read.append(StandardCharsets.UTF_8.decode(buffer));
      }
      ask();
    }

    @Override
    public void onError(Throwable thrown) {
      text.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      text.complete(read.toString());
    }

    private void ask() {
      asked.incrementAndGet();
      subscription.request(1);
    }
  }

  private static final class Lines implements Flow.Subscriber<String> {
    final List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      lines.add(line);
    }

    @Override
    public void onError(Throwable thrown) {}

    @Override
    public void onComplete() {}
  }
}
