package dev.bursar.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An app with the JDK's own client. */
public final class JdkHttpProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** One client for the life of the app; HTTP/2 where the server has it, as is the default. */
  private final HttpClient plain =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  private final HttpClient withPassword =
      HttpClient.newBuilder().authenticator(new Password()).build();

  private JdkHttpProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new JdkHttpProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    HttpClient client = order.flag("auth") ? withPassword : plain;
    AtomicInteger bodyReads = new AtomicInteger();
    HttpRequest request = request(order, bodyReads);
    Reader reader = new Reader(order, answer);
    try {
      switch (order.get("as", "stream")) {
        case "bytes":
          reader.bytes(send(client, request, BodyHandlers.ofByteArray(), order, answer));
          break;
        case "string":
          reader.string(send(client, request, BodyHandlers.ofString(), order, answer));
          break;
        case "lines":
          reader.lines(send(client, request, BodyHandlers.ofLines(), order, answer));
          break;
        case "nothing":
          reader.head(send(client, request, BodyHandlers.discarding(), order, answer));
          break;
        default:
          reader.stream(send(client, request, BodyHandlers.ofInputStream(), order, answer));
          break;
      }
    } catch (IOException | ExecutionException e) {
      answer.failure(e instanceof ExecutionException ? e.getCause() : e);
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private static <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, BodyHandler<T> handler, Order order, Answer answer)
      throws Exception {
    if (!order.flag("async")) {
      return client.send(request, handler);
    }
    CompletableFuture<HttpResponse<T>> future = client.sendAsync(request, handler);
    return future
        .whenComplete((response, failure) -> answer.thread())
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static HttpRequest request(Order order, AtomicInteger bodyReads) {
    String url =
        order.has("url")
            ? order.get("url")
            : order.get("base")
                + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (order.has("timeout")) {
      request.timeout(Duration.ofMillis(order.number("timeout", 0)));
    }
    order.startingWith("header.").forEach(request::header);
    String method = order.get("method", "POST");
    if (method.equals("GET") || method.equals("HEAD")) {
      return request.method(method, BodyPublishers.noBody()).build();
    }
    request.header("Content-Type", order.get("type", "application/json"));
    BodyPublisher body =
        order.has("fill")
            ? BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> ChatBody.filled(order)),
                ChatBody.filledLength(order))
            : body(ChatBody.of(order), order, bodyReads);
    return request.method(method, body).build();
  }

  private static BodyPublisher body(byte[] bytes, Order order, AtomicInteger bodyReads) {
    if (order.flag("oneshot")) {
      InputStream once = new ByteArrayInputStream(bytes);
      return BodyPublishers.ofInputStream(
          () -> {
            if (bodyReads.incrementAndGet() > 1) {
              throw new IllegalStateException("a one-shot body was read twice");
            }
            return once;
          });
    }
    bodyReads.incrementAndGet();
    return order.flag("text")
        ? BodyPublishers.ofString(new String(bytes, StandardCharsets.UTF_8))
        : BodyPublishers.ofByteArray(bytes);
  }

  /** Answers a Basic challenge. */
  private static final class Password extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication("user", "second".toCharArray());
    }
  }

  /** Takes the response as the order says. */
  private static final class Reader {
    private final String how;
    private final Answer answer;
    private final boolean async;

    Reader(Order order, Answer answer) {
      how = order.get("read", "all");
      async = order.flag("async");
      this.answer = answer;
    }

    void head(HttpResponse<?> response) {
      Map<String, String> headers = new LinkedHashMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      answer.status(response.statusCode()).headers(headers);
      if (!async) {
        answer.thread();
      }
    }

    void bytes(HttpResponse<byte[]> response) {
      head(response);
      answer.body(response.body());
    }

    void string(HttpResponse<String> response) {
      head(response);
      answer.body(response.body().getBytes(StandardCharsets.UTF_8));
    }

    void lines(HttpResponse<Stream<String>> response) {
      head(response);
      try (Stream<String> lines = response.body()) {
        List<String> all = lines.collect(Collectors.toList());
        answer.put("lines", all.size());
        answer.body(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
      }
    }

    void stream(HttpResponse<InputStream> response) throws IOException {
      head(response);
      try (InputStream in = response.body()) {
        if (how.equals("unread")) {
          return;
        }
        long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int reads = 0;
        try {
          byte[] buffer = new byte[8192];
          int n;
          while (got.size() < most
              && (n = in.read(buffer, 0, (int) Math.min(buffer.length, most - got.size()))) >= 0) {
            got.write(buffer, 0, n);
            reads++;
          }
        } finally {
          answer.put("reads", reads).body(got.toByteArray());
        }
      }
    }
  }
}
