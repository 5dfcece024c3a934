package dev.bursar.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.methods.ConfigurableHttpRequest;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.classic.AbstractClassicEntityProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.util.Timeout;

/** An app with Apache HttpClient 5, asynchronous. */
public final class ApacheAsync5Program implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int WIDE = 128;

  private final ExecutorService writers = Executors.newCachedThreadPool();

  /** One client for the life of the app, started before its first call. */
  private final CloseableHttpAsyncClient plain = builder().build();

  private final CloseableHttpAsyncClient withPassword =
      builder().setDefaultCredentialsProvider(password()).build();

  private ApacheAsync5Program() {
    plain.start();
    withPassword.start();
  }

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new ApacheAsync5Program());
  }

  private static HttpAsyncClientBuilder builder() {
    return HttpAsyncClientBuilder.create()
        .setVersionPolicy(
            Boolean.getBoolean("programs.http2")
                ? HttpVersionPolicy.NEGOTIATE
                : HttpVersionPolicy.FORCE_HTTP_1)
        .setConnectionManager(
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(WIDE)
                .setMaxConnTotal(WIDE)
                .build());
  }

  private static BasicCredentialsProvider password() {
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    provider.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("user", "second".toCharArray()));
    return provider;
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    ConfigurableHttpRequest request = request(order);
    boolean empty = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    AsyncEntityProducer body = empty ? null : body(order, bodyReads);
    CloseableHttpAsyncClient client = order.flag("auth") ? withPassword : plain;
    Reader reader = new Reader(order.get("read", "all"), answer);
    CountDownLatch told = new CountDownLatch(1);
    Future<Void> future =
        client.execute(
            new BasicRequestProducer(request, body),
            reader,
            order.flag("async") ? tell(told, answer) : null);
    reader.cancels(future);
    try {
      future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    } catch (CancellationException e) {
      answer.put("cancelled", 1);
    }
    if (!order.flag("async")) {
      answer.thread();
    } else if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("the callback was never called");
    }
    reader.report();
    answer.put("bodyReads", bodyReads.get());
  }

  private static FutureCallback<Void> tell(CountDownLatch told, Answer answer) {
    return new FutureCallback<Void>() {
      @Override
      public void completed(Void nothing) {
        answer.thread();
        told.countDown();
      }

      @Override
      public void failed(Exception e) {
        told.countDown();
      }

      @Override
      public void cancelled() {
        told.countDown();
      }
    };
  }

  private static ConfigurableHttpRequest request(Order order) {
    String url =
        order.has("url")
            ? order.get("url")
            : order.get("base")
                + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
    ConfigurableHttpRequest request =
        new ConfigurableHttpRequest(order.get("method", "POST"), URI.create(url));
    request.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(
                Timeout.ofMilliseconds(order.number("timeout", PATIENCE_SECONDS * 1000)))
            .build());
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.setHeader(header.getKey(), header.getValue());
    }
    return request;
  }

  /** A body that is there at once, or one that is written by another thread, and only once. */
  private AsyncEntityProducer body(Order order, AtomicInteger bodyReads) {
    ContentType type = ContentType.create(order.get("type", "application/json"));
    byte[] bytes = ChatBody.of(order);
    if (!order.flag("oneshot")) {
      bodyReads.incrementAndGet();
      return new BasicAsyncEntityProducer(bytes, type);
    }
    return new AbstractClassicEntityProducer(16, type, writers) {
      @Override
      protected void produceData(ContentType contentType, OutputStream out) throws IOException {
        if (bodyReads.incrementAndGet() > 1) {
          throw new IOException("a one-shot body was read twice");
        }
        out.write(bytes);
      }
    };
  }

  /** Takes the response as the order says. */
  private static final class Reader implements AsyncResponseConsumer<Void> {
    private final Answer answer;
    private final boolean unread;
    private final long most;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final CountDownLatch cancellable = new CountDownLatch(1);
    private FutureCallback<Void> done;
    private Future<Void> future;
    private int reads;
    private int status;
    private Map<String, String> headers;

    Reader(String how, Answer answer) {
      this.answer = answer;
      this.unread = how.equals("unread");
      this.most =
          unread || how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    }

    void cancels(Future<Void> call) {
      future = call;
      cancellable.countDown();
    }

    /** Puts down what came, when all has. */
    synchronized void report() {
      if (headers != null) {
        answer.status(status).headers(headers);
      }
      if (!unread) {
        answer.put("reads", reads).body(got.toByteArray());
      }
    }

    @Override
    public synchronized void consumeResponse(
        HttpResponse response,
        EntityDetails details,
        HttpContext context,
        FutureCallback<Void> callback) {
      Map<String, String> all = new LinkedHashMap<>();
      for (Header header : response.getHeaders()) {
        all.put(header.getName(), header.getValue());
      }
      status = response.getCode();
      headers = all;
      done = callback;
      if (details == null) {
        callback.completed(null);
      }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
      channel.update(Integer.MAX_VALUE);
    }

    @Override
    public synchronized void consume(ByteBuffer src) throws IOException {
      if (unread) {
        cancel();
        return;
      }
      while (src.hasRemaining() && got.size() < most) {
        got.write(src.get());
      }
      src.position(src.limit());
      reads++;
      if (got.size() >= most) {
        cancel();
      }
    }

    private void cancel() throws IOException {
      try {
        cancellable.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      future.cancel(true);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
      done.completed(null);
    }

    @Override
    public void failed(Exception cause) {}

    @Override
    public void releaseResources() {}
  }
}
