package dev.bursar.agent.hooking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on loopback that answers what a test says, and keeps what it was sent. */
public final class TestServer implements AutoCloseable {
  /** A request that arrived. */
  public record Hit(
      String method, String path, com.sun.net.httpserver.Headers headers, String body) {}

  private record Answer(int status, String header, String value, List<String> pieces) {}

  public final List<Hit> hits = new CopyOnWriteArrayList<>();

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  public TestServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The next answer: several pieces are sent chunked, each flushed. */
  public TestServer answers(int status, String... pieces) {
    return answersWith(status, "X-Test", "1", pieces);
  }

  public TestServer answersWith(int status, String header, String value, String... pieces) {
    answers.add(new Answer(status, header, value, List.of(pieces)));
    return this;
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      hits.add(
          new Hit(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders(),
              body));
      Answer answer = answers.poll();
      if (answer == null) {
        answer = new Answer(500, "X-Test", "none", List.of("nothing scripted"));
      }
      exchange.getResponseHeaders().set(answer.header(), answer.value());
      send(exchange, answer);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.pieces().isEmpty()) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    boolean whole = answer.pieces().size() == 1;
    int length = whole ? answer.pieces().get(0).getBytes(StandardCharsets.UTF_8).length : 0;
    exchange.sendResponseHeaders(answer.status(), length);
    OutputStream out = exchange.getResponseBody();
    for (String piece : answer.pieces()) {
      out.write(piece.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    out.close();
  }
}
