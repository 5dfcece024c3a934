package dev.bursar.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClientRequest;

/** An app with Spring's WebClient on Reactor Netty. */
public final class WebClientProgram implements Client {
  private static final int CHUNK = 8_192;

  private final DataBufferFactory buffers = new DefaultDataBufferFactory();

  /** One client for the life of the app, built before its first call. */
  private final WebClient client =
      WebClient.builder()
          .clientConnector(new ReactorClientHttpConnector(ReactorNettyProgram.client()))
          .build();

  private WebClientProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new WebClientProgram());
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
    String method = order.get("method", "POST");
    WebClient.RequestBodySpec request =
        client.method(HttpMethod.valueOf(method)).uri(java.net.URI.create(url(order)));
    if (order.has("timeout")) {
      Duration timeout = Duration.ofMillis(order.number("timeout", 0));
      request.httpRequest(
          sent -> ((HttpClientRequest) sent.getNativeRequest()).responseTimeout(timeout));
    }
    request.headers(
        headers -> {
          order.startingWith("header.").forEach(headers::set);
          if (authorization != null) {
            headers.set("Authorization", authorization);
          }
        });
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.headers(
          headers -> headers.set("Content-Type", order.get("type", "application/json")));
      body(request, order, bodyReads);
    }
    int[] status = new int[1];
    Mono<Void> call =
        request.exchangeToMono(
            response -> {
              status[0] = status(response);
              return challenged && status[0] == 401
                  ? response.releaseBody()
                  : read(response, status[0], order, answer);
            });
    try {
      ReactorNettyProgram.await(call, order);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      // Spring's own around what the client beneath has said.
      answer.failure(cause instanceof WebClientRequestException ? cause.getCause() : cause);
    }
    return status[0];
  }

  private static String url(Order order) {
    return ReactorNettyProgram.url(order);
  }

  /** It has another type from Spring 6 on. */
  private static int status(ClientResponse response) {
    try {
      Object status = ClientResponse.class.getMethod("statusCode").invoke(response);
      return Integer.parseInt(status.toString().substring(0, 3));
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In one piece, or, where it is read once or made while it is read, as a stream. */
  private void body(WebClient.RequestBodySpec request, Order order, AtomicInteger bodyReads) {
    if (order.has("fill")) {
      String length = Long.toString(ChatBody.filledLength(order));
      request.headers(headers -> headers.set("Content-Length", length));
      Publisher<DataBuffer> filled =
          DataBufferUtils.readInputStream(() -> ChatBody.filled(order), buffers, CHUNK);
      request.body(filled, DataBuffer.class);
      return;
    }
    byte[] bytes = ChatBody.of(order);
    if (!order.flag("oneshot")) {
      bodyReads.incrementAndGet();
      request.bodyValue(bytes);
      return;
    }
    int half = bytes.length / 2;
    byte[] first = java.util.Arrays.copyOfRange(bytes, 0, half);
    byte[] second = java.util.Arrays.copyOfRange(bytes, half, bytes.length);
    Flux<DataBuffer> once =
        Flux.defer(
            () -> {
              if (bodyReads.incrementAndGet() > 1) {
                return Flux.error(new IllegalStateException("a one-shot body was read twice"));
              }
              return Flux.just(buffers.wrap(first), buffers.wrap(second));
            });
    request.body(once, DataBuffer.class);
  }

  private static Mono<Void> read(ClientResponse response, int status, Order order, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    response
        .headers()
        .asHttpHeaders()
        .toSingleValueMap()
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
    answer.status(status).headers(headers);
    String how = order.get("read", "all");
    if (how.equals("unread")) {
      return Mono.empty();
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int[] reads = new int[1];
    return response
        .bodyToFlux(DataBuffer.class)
        .map(WebClientProgram::bytes)
        .takeUntil(
            bytes -> {
              reads[0]++;
              got.write(bytes, 0, (int) Math.min(bytes.length, most - got.size()));
              return got.size() >= most;
            })
        .doOnTerminate(() -> answer.put("reads", reads[0]).body(got.toByteArray()))
        .then();
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }
}
