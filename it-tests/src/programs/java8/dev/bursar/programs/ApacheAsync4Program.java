package dev.bursar.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.RedirectStrategy;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.client.utils.URIUtils;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.DefaultRedirectStrategy;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClientBuilder;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.nio.protocol.AbstractAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.VersionInfo;

/** An app with Apache HttpAsyncClient 4. */
public final class ApacheAsync4Program implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int WIDE = 128;

  /** One client for the life of the app, started before its first call. */
  private final CloseableHttpAsyncClient plain = builder().build();

  private final CloseableHttpAsyncClient withPassword =
      builder().setDefaultCredentialsProvider(password()).build();

  private ApacheAsync4Program() {
    plain.start();
    withPassword.start();
  }

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new ApacheAsync4Program());
  }

  private static HttpAsyncClientBuilder builder() {
    return HttpAsyncClientBuilder.create()
        .setRedirectStrategy(redirects())
        .setMaxConnPerRoute(WIDE)
        .setMaxConnTotal(WIDE);
  }

  /** Follows POSTs too, where the client can: before 4.5 it stumbles over its own header. */
  private static RedirectStrategy redirects() {
    VersionInfo version =
        VersionInfo.loadVersionInfo(
            "org.apache.http.client", HttpClientBuilder.class.getClassLoader());
    return version.getRelease().startsWith("4.4")
        ? new DefaultRedirectStrategy()
        : new LaxRedirectStrategy();
  }

  private static BasicCredentialsProvider password() {
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    provider.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("user", "second"));
    return provider;
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    HttpEntityEnclosingRequestBase request = request(order, bodyReads);
    CloseableHttpAsyncClient client = order.flag("auth") ? withPassword : plain;
    Reader reader = new Reader(order.get("read", "all"), answer, request);
    CountDownLatch told = new CountDownLatch(1);
    Future<Void> future =
        client.execute(
            HttpAsyncMethods.create(URIUtils.extractHost(request.getURI()), request),
            reader,
            order.flag("async") ? tell(told, answer) : null);
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
        answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
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

  private static HttpEntityEnclosingRequestBase request(Order order, AtomicInteger bodyReads) {
    String url =
        order.has("url")
            ? order.get("url")
            : order.get("base")
                + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
    String method = order.get("method", "POST");
    HttpEntityEnclosingRequestBase request = new AnyRequest(method, URI.create(url));
    request.setConfig(
        RequestConfig.custom()
            .setSocketTimeout(order.number("timeout", PATIENCE_SECONDS * 1000))
            .build());
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.setHeader(header.getKey(), header.getValue());
    }
    if (method.equals("GET") || method.equals("HEAD")) {
      return request;
    }
    ContentType type = ContentType.create(order.get("type", "application/json"));
    if (order.has("fill")) {
      request.setEntity(
          new InputStreamEntity(ChatBody.filled(order), ChatBody.filledLength(order), type));
    } else if (order.flag("oneshot")) {
      request.setEntity(
          new InputStreamEntity(new Counted(ChatBody.of(order), bodyReads), -1, type));
    } else {
      bodyReads.incrementAndGet();
      request.setEntity(new ByteArrayEntity(ChatBody.of(order), type));
    }
    return request;
  }

  /** A request of any method, with or without an entity. */
  private static final class AnyRequest extends HttpEntityEnclosingRequestBase {
    private final String method;

    AnyRequest(String method, URI uri) {
      this.method = method;
      setURI(uri);
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  /** Counts how often it is read to its end. */
  private static final class Counted extends ByteArrayInputStream {
    private final AtomicInteger ends;

    Counted(byte[] bytes, AtomicInteger ends) {
      super(bytes);
      this.ends = ends;
    }

    @Override
    public synchronized int read(byte[] into, int from, int most) {
      int n = super.read(into, from, most);
      if (n < 0) {
        ends.incrementAndGet();
      }
      return n;
    }
  }

  /** Takes the response as the order says. */
  private static final class Reader extends AbstractAsyncResponseConsumer<Void> {
    private final Answer answer;
    private final HttpEntityEnclosingRequestBase request;
    private final boolean unread;
    private final long most;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private int reads;
    private int status;
    private Map<String, String> headers;

    Reader(String how, Answer answer, HttpEntityEnclosingRequestBase request) {
      this.answer = answer;
      this.request = request;
      this.unread = how.equals("unread");
      this.most =
          unread || how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
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
    protected synchronized void onResponseReceived(HttpResponse response) {
      Map<String, String> all = new LinkedHashMap<>();
      for (Header header : response.getAllHeaders()) {
        all.put(header.getName(), header.getValue());
      }
      status = response.getStatusLine().getStatusCode();
      headers = all;
    }

    @Override
    protected void onEntityEnclosed(HttpEntity entity, ContentType type) {}

    @Override
    protected synchronized void onContentReceived(ContentDecoder decoder, IOControl control)
        throws IOException {
      if (unread) {
        request.abort(); // What the future's cancel does depends on the release.
        return;
      }
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (decoder.read(buffer) > 0) {
        buffer.flip();
        got.write(buffer.array(), 0, (int) Math.min(buffer.remaining(), most - got.size()));
        buffer.clear();
        reads++;
        if (got.size() >= most) {
          request.abort();
          return;
        }
      }
    }

    @Override
    protected Void buildResult(HttpContext context) {
      return null;
    }

    @Override
    protected void releaseResources() {}
  }
}
