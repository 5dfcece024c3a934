package dev.bursar.programs;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** An app with Reactor Netty. */
public final class ReactorNettyProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int CHUNK = 8_192;

  /** It tells of each frame that comes after the app has cancelled. */
  private static final Logger LOG = Logger.getLogger("io.netty.handler.codec.http2");

  /** One client for the life of the app, built before its first call. */
  private final HttpClient plain = client();

  private ReactorNettyProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new ReactorNettyProgram());
  }

  /** The client that all programs on Reactor Netty use. */
  static HttpClient client() {
    LOG.setLevel(Level.OFF);
    ConnectionProvider wide =
        ConnectionProvider.builder("wide")
            .maxConnections(Integer.getInteger("programs.connections", 128))
            .pendingAcquireMaxCount(-1)
            .build();
    HttpClient client =
        HttpClient.create(wide)
            .followRedirect(true)
            .responseTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
    return Boolean.getBoolean("programs.http2")
        ? client.secure().protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
        : client;
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    int status = attempt(order, answer, bodyReads, null);
    if (status == 401 && order.flag("auth")) {
      attempt(order, answer, bodyReads, "Bearer second");
    }
    answer.put("bodyReads", bodyReads.get());
  }

  /** Carries out one call; a challenge is not put down where it will be answered. */
  private int attempt(Order order, Answer answer, AtomicInteger bodyReads, String authorization)
      throws Exception {
    boolean challenged = order.flag("auth") && authorization == null;
    HttpClient client =
        order.has("timeout")
            ? plain.responseTimeout(Duration.ofMillis(order.number("timeout", 0)))
            : plain;
    client =
        client.headers(
            headers -> {
              order.startingWith("header.").forEach(headers::set);
              if (authorization != null) {
                headers.set("Authorization", authorization);
              }
            });
    String method = order.get("method", "POST");
    HttpClient.ResponseReceiver<?> receiver;
    if (method.equals("GET") || method.equals("HEAD")) {
      receiver = client.request(HttpMethod.valueOf(method)).uri(url(order));
    } else {
      HttpClient typed =
          client.headers(h -> h.set("Content-Type", order.get("type", "application/json")));
      receiver =
          sender(typed, order)
              .request(HttpMethod.valueOf(method))
              .uri(url(order))
              .send(body(order, bodyReads));
    }
    int[] status = new int[1];
    Mono<Void> call =
        receiver
            .response(
                (response, body) -> {
                  status[0] = response.status().code();
                  if (challenged && status[0] == 401) {
                    return body.then();
                  }
                  return read(response, body, order, answer);
                })
            .then();
    try {
      await(call, order);
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    }
    return status[0];
  }

  /** Makes a call in the way that the order wants: twice, or by one of Reactor's schedulers. */
  static void await(Mono<Void> call, Order order) throws Exception {
    Mono<Void> all = order.flag("chained") ? call.then(Mono.defer(() -> call)) : call;
    switch (order.get("on", "")) {
      case "block":
        all.block(Duration.ofSeconds(PATIENCE_SECONDS));
        return;
      case "elastic":
        all = all.subscribeOn(Schedulers.boundedElastic());
        break;
      case "parallel":
        all = Mono.just("").publishOn(Schedulers.parallel()).then(all);
        break;
      case "delay":
        all = Mono.just("").delayElement(Duration.ofMillis(1)).then(all);
        break;
      default:
        break;
    }
    all.toFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The length is said where the body is there. */
  private static HttpClient sender(HttpClient client, Order order) {
    if (order.has("fill")) {
      long length = ChatBody.filledLength(order);
      return client.headers(h -> h.set("Content-Length", length));
    }
    return client;
  }

  static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    return order.get("base")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }

  /** In one piece, or, where it is read once, as a stream of pieces of unknown number. */
  private static Publisher<ByteBuf> body(Order order, AtomicInteger bodyReads) {
    if (order.has("fill")) {
      return chunks(order);
    }
    byte[] bytes = ChatBody.of(order);
    if (order.flag("late")) {
      return Mono.create(
          sink -> Detour.elsewhere(() -> sink.success(Unpooled.wrappedBuffer(bytes))));
    }
    if (!order.flag("oneshot")) {
      bodyReads.incrementAndGet();
      return Mono.fromCallable(() -> Unpooled.wrappedBuffer(bytes));
    }
    int half = bytes.length / 2;
    return Flux.defer(
        () -> {
          if (bodyReads.incrementAndGet() > 1) {
            return Flux.error(new IllegalStateException("a one-shot body was read twice"));
          }
          return Flux.just(
              Unpooled.copiedBuffer(bytes, 0, half),
              Unpooled.copiedBuffer(bytes, half, bytes.length - half));
        });
  }

  private static Flux<ByteBuf> chunks(Order order) {
    return Flux.generate(
        () -> ChatBody.filled(order),
        (in, sink) -> {
          byte[] chunk = new byte[CHUNK];
          int n = read(in, chunk);
          if (n < 0) {
            sink.complete();
          } else {
            sink.next(Unpooled.wrappedBuffer(chunk, 0, n));
          }
          return in;
        });
  }

  private static int read(InputStream in, byte[] chunk) {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Flux<Void> read(
      HttpClientResponse response, ByteBufFlux body, Order order, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.responseHeaders().forEach(h -> headers.putIfAbsent(h.getKey(), h.getValue()));
    answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
    answer.status(response.status().code()).headers(headers);
    String how = order.get("read", "all");
    if (how.equals("unread")) {
      return Flux.empty();
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int[] reads = new int[1];
    return body.asByteArray()
        .takeUntil(
            bytes -> {
              reads[0]++;
              got.write(bytes, 0, (int) Math.min(bytes.length, most - got.size()));
              return got.size() >= most;
            })
        .doOnTerminate(() -> answer.put("reads", reads[0]).body(got.toByteArray()))
        .thenMany(Flux.empty());
  }
}
