package dev.bursar.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Takes on the loopback what OpenTelemetry's agent exports, and keeps how much that was. */
final class Collector implements AutoCloseable {
  private static final int OK = 200;

  private final HttpServer server;
  private final AtomicLong spans = new AtomicLong();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() throws IOException {
    Collector collector =
        new Collector(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
    collector.server.createContext("/", collector::take);
    collector.server.start();
    return collector;
  }

  /** Where to export to. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many bytes of spans it was given. */
  long spans() {
    return spans.get();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      long length = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
        spans.addAndGet(length);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(OK, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
