package dev.bursar.programs;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An app with the web client of Vert.x 4 or 5. */
public final class VertxProgram implements Client {
  private static final Logger LOG = Logger.getLogger("io.vertx");

  private static final int PATIENCE_SECONDS = 60;
  private static final int CHUNK = 8_192;

  /** One client for the life of the app, built before its first call. */
  private final WebClient client = client();

  private VertxProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    LOG.setLevel(Level.OFF); // It tells of each connection that fails, besides the app.
    Program.run(new VertxProgram());
  }

  /** How wide its pool is, is said in one way in 4 and in another in 5. */
  private static WebClient client() {
    int most = Integer.getInteger("programs.connections", 0);
    if (most == 0) {
      return WebClient.create(Vertx.vertx(), options());
    }
    try {
      Class<?> pool = Class.forName("io.vertx.core.http.PoolOptions");
      Object narrow = pool.getConstructor().newInstance();
      pool.getMethod("setHttp1MaxSize", int.class).invoke(narrow, most);
      return (WebClient)
          WebClient.class
              .getMethod("create", Vertx.class, WebClientOptions.class, pool)
              .invoke(null, Vertx.vertx(), options(), narrow);
    } catch (ClassNotFoundException itIs4) {
      return WebClient.create(Vertx.vertx(), options().setMaxPoolSize(most));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WebClientOptions options() {
    WebClientOptions options = new WebClientOptions();
    if (Boolean.getBoolean("programs.http2")) {
      options.setUseAlpn(true).setProtocolVersion(io.vertx.core.http.HttpVersion.HTTP_2);
    }
    return options;
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    try {
      HttpResponse<Void> response = attempt(order, answer, bodyReads, false);
      if (response.statusCode() == 401 && order.flag("auth")) {
        attempt(order, answer, bodyReads, true);
      }
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    }
    answer.put("bodyReads", bodyReads.get());
  }

  /** Carries out one call; a challenge is not put down where it will be answered. */
  private HttpResponse<Void> attempt(
      Order order, Answer answer, AtomicInteger bodyReads, boolean authorized) throws Exception {
    boolean challenged = order.flag("auth") && !authorized;
    Taker taker = new Taker(order.get("read", "all"));
    String method = order.get("method", "POST");
    HttpRequest<Void> request =
        client
            .requestAbs(HttpMethod.valueOf(method), url(order))
            .timeout(order.number("timeout", PATIENCE_SECONDS * 1000))
            .as(BodyCodec.pipe(taker));
    order.startingWith("header.").forEach(request::putHeader);
    if (authorized) {
      request.putHeader("Authorization", "Bearer second");
    }
    Future<HttpResponse<Void>> sent;
    if (method.equals("GET") || method.equals("HEAD")) {
      sent = request.send();
    } else {
      request.putHeader("Content-Type", order.get("type", "application/json"));
      sent = send(request, order, bodyReads);
      if (order.flag("chained")) {
        sent = sent.compose(first -> send(request, order, bodyReads));
      }
    }
    CompletableFuture<HttpResponse<Void>> done = new CompletableFuture<>();
    sent.onComplete(
        result -> {
          answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
          if (result.succeeded()) {
            done.complete(result.result());
          } else {
            done.completeExceptionally(result.cause());
          }
        });
    try {
      HttpResponse<Void> response = done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!challenged || response.statusCode() != 401) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : response.headers()) {
          headers.putIfAbsent(header.getKey(), header.getValue());
        }
        answer.status(response.statusCode()).headers(headers);
        taker.tell(answer);
      }
      return response;
    } catch (ExecutionException e) {
      taker.tell(answer);
      throw e;
    }
  }

  private static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    return order.get("base")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }

  /** In one piece, or, where it is read once or made while it is read, as a stream. */
  private static Future<HttpResponse<Void>> send(
      HttpRequest<Void> request, Order order, AtomicInteger bodyReads) {
    if (order.has("fill")) {
      request.putHeader("Content-Length", Long.toString(ChatBody.filledLength(order)));
      return request.sendStream(new Giver(ChatBody.filled(order)));
    }
    byte[] bytes = ChatBody.of(order);
    bodyReads.incrementAndGet();
    return order.flag("oneshot")
        ? request.sendStream(new Giver(new ByteArrayInputStream(bytes)))
        : request.sendBuffer(Buffer.buffer(bytes));
  }

  /** A body that is read once, in pieces, as fast as they are asked for. */
  private static final class Giver implements ReadStream<Buffer> {
    private final InputStream in;
    private Handler<Buffer> taker;
    private Handler<Void> end;
    private long asked = Long.MAX_VALUE;
    private boolean giving;
    private boolean over;

    Giver(InputStream in) {
      this.in = in;
    }

    private void give() {
      if (giving) {
        return;
      }
      giving = true;
      while (asked > 0 && taker != null && !over) {
        byte[] chunk = new byte[CHUNK];
        int n = read(chunk);
        if (n < 0) {
          over = true;
          if (end != null) {
            end.handle(null);
          }
        } else {
          asked = asked == Long.MAX_VALUE ? asked : asked - 1;
          taker.handle(Buffer.buffer(Arrays.copyOf(chunk, n)));
        }
      }
      giving = false;
    }

    private int read(byte[] chunk) {
      try {
        return in.read(chunk);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public ReadStream<Buffer> handler(Handler<Buffer> handler) {
      taker = handler;
      give();
      return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
      asked = 0;
      return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
      return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
      asked = asked + amount < 0 ? Long.MAX_VALUE : asked + amount;
      give();
      return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(Handler<Void> handler) {
      end = handler;
      return this;
    }
  }

  /** Takes the response's body as it comes, or as much as the order says, and then no more. */
  private static final class Taker implements WriteStream<Buffer> {
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final String how;
    private final long most;
    private int reads;

    Taker(String how) {
      this.how = how;
      this.most = how.contains(":") ? Long.parseLong(how.split(":", -1)[1]) : Long.MAX_VALUE;
    }

    void tell(Answer answer) {
      if (!how.equals("unread")) {
        answer.put("reads", reads).body(got.toByteArray());
      }
    }

    @Override
    public Future<Void> write(Buffer data) {
      byte[] bytes = data.getBytes();
      reads++;
      got.write(bytes, 0, (int) Math.min(bytes.length, most - got.size()));
      return got.size() >= most
          ? Future.failedFuture(new IOException("enough was read"))
          : Future.succeededFuture();
    }

    /** Vert.x 4 has this one besides. */
    @Override
    public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
      write(data).onComplete(handler);
    }

    /** Vert.x 4 has this one only. */
    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
      end().onComplete(handler);
    }

    @Override
    public Future<Void> end() {
      return Future.succeededFuture();
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      return this;
    }
  }
}
