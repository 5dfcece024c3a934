package dev.bursar.programs;

import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.asynchttpclient.AsyncHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.HttpResponseStatus;
import org.asynchttpclient.Realm;
import org.asynchttpclient.Request;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.request.body.generator.InputStreamBodyGenerator;

/** An app with async-http-client 2 or 3. */
public final class AsyncHttpProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** It tells of each frame that comes after the app has cancelled. */
  private static final Logger LOG = Logger.getLogger("io.netty.handler.codec.http2");

  /** One client for the life of the app, built before its first call. */
  private final AsyncHttpClient client =
      new DefaultAsyncHttpClient(
          narrowed(
                  new DefaultAsyncHttpClientConfig.Builder()
                      .setFollowRedirect(true)
                      .setMaxRequestRetry(0)) // Else it repeats a call whose answer broke off.
              .build());

  private AsyncHttpProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    LOG.setLevel(Level.OFF);
    Program.run(new AsyncHttpProgram());
  }

  /** Who waits for a connection gets none that is kept open for later. */
  private static DefaultAsyncHttpClientConfig.Builder narrowed(
      DefaultAsyncHttpClientConfig.Builder config) {
    int most = Integer.getInteger("programs.connections", 0);
    return most == 0
        ? config
        : config
            .setMaxConnectionsPerHost(most)
            .setAcquireFreeChannelTimeout(PATIENCE_SECONDS * 1000)
            .setKeepAlive(false);
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    String method = order.get("method", "POST");
    RequestBuilder request = new RequestBuilder(method).setUrl(url(order));
    order.startingWith("header.").forEach(request::setHeader);
    if (order.has("timeout")) {
      setTimeout(request, order.number("timeout", 0));
    }
    if (order.flag("auth")) {
      request.setRealm(
          new Realm.Builder("user", "second").setScheme(Realm.AuthScheme.BASIC).build());
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.setHeader("Content-Type", order.get("type", "application/json"));
      body(request, order, bodyReads);
    }
    Request built = request.build();
    String how = order.get("read", "all");
    CompletableFuture<Void> second = new CompletableFuture<>();
    Taker taker = new Taker(how, answer);
    if (order.flag("chained")) {
      taker.andThen(
          () ->
              client
                  .executeRequest(
                      built, new Taker(how, answer).andThen(() -> second.complete(null)))
                  .toCompletableFuture()
                  .exceptionally(
                      thrown -> {
                        second.completeExceptionally(thrown);
                        return null;
                      }));
    } else {
      second.complete(null);
    }
    Future<Void> first = client.executeRequest(built, taker);
    try {
      first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      second.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      taker.awaitTold();
    } catch (ExecutionException e) {
      taker.awaitTold(); // A future that fails does so before its handler hears of it.
      answer.failure(e.getCause());
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    return order.get("base")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }

  /** It takes milliseconds in 2, and a duration in 3. */
  private static void setTimeout(RequestBuilder request, int millis) {
    try {
      for (Method method : RequestBuilder.class.getMethods()) {
        if (method.getName().equals("setRequestTimeout")) {
          boolean number = method.getParameterTypes()[0] == int.class;
          method.invoke(request, number ? (Object) millis : Duration.ofMillis(millis));
          return;
        }
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void body(RequestBuilder request, Order order, AtomicInteger bodyReads) {
    if (order.has("fill")) {
      long length = ChatBody.filledLength(order);
      request.setBody(new InputStreamBodyGenerator(ChatBody.filled(order), length));
      return;
    }
    byte[] bytes = ChatBody.of(order);
    bodyReads.incrementAndGet();
    if (order.flag("oneshot")) {
      InputStream once = new ByteArrayInputStream(bytes);
      request.setBody(new InputStreamBodyGenerator(once));
    } else {
      request.setBody(bytes);
    }
  }

  /** Takes the response as it comes, or as much as the order says, and then no more. */
  private static final class Taker implements AsyncHandler<Void> {
    private final String how;
    private final Answer answer;
    private final long most;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private int reads;
    private int status;
    private final CountDownLatch told = new CountDownLatch(1);
    private Runnable next = () -> {};

    Taker(String how, Answer answer) {
      this.how = how;
      this.answer = answer;
      this.most = how.contains(":") ? Long.parseLong(how.split(":", -1)[1]) : Long.MAX_VALUE;
    }

    /** What to do once the response has come. */
    Taker andThen(Runnable more) {
      next = more;
      return this;
    }

    @Override
    public State onStatusReceived(HttpResponseStatus responseStatus) {
      status = responseStatus.getStatusCode();
      return State.CONTINUE;
    }

    @Override
    public State onHeadersReceived(HttpHeaders received) {
      Map<String, String> headers = new LinkedHashMap<>();
      received.forEach(header -> headers.putIfAbsent(header.getKey(), header.getValue()));
      answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
      answer.status(status).headers(headers);
      return how.equals("unread") ? State.ABORT : State.CONTINUE;
    }

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) {
      byte[] bytes = part.getBodyPartBytes();
      if (bytes.length > 0) {
        reads++;
      }
      got.write(bytes, 0, (int) Math.min(bytes.length, most - got.size()));
      return got.size() >= most ? State.ABORT : State.CONTINUE;
    }

    @Override
    public void onThrowable(Throwable thrown) {
      tell();
    }

    @Override
    public Void onCompleted() {
      tell();
      next.run();
      return null;
    }

    private void tell() {
      if (!how.equals("unread")) {
        answer.put("reads", reads).body(got.toByteArray());
      }
      told.countDown();
    }

    void awaitTold() throws InterruptedException, TimeoutException {
      if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new TimeoutException("the handler was never told of the end");
      }
    }
  }
}
