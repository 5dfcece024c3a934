package dev.bursar.programs;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.util.Timeout;

/** An app with Apache HttpClient 5, blocking. */
public final class Apache5Program implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int WIDE = 128;

  /** One client for the life of the app, built before its first call. */
  private final CloseableHttpClient plain = builder().build();

  private final CloseableHttpClient withPassword =
      builder().setDefaultCredentialsProvider(password()).build();

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Apache5Program() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new Apache5Program());
  }

  private static HttpClientBuilder builder() {
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
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
    HttpUriRequestBase request = request(order, bodyReads);
    CloseableHttpClient client = order.flag("auth") ? withPassword : plain;
    try {
      if (order.flag("async")) {
        threads
            .submit(() -> execute(client, request, order, answer))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } else {
        execute(client, request, order, answer);
      }
    } catch (IOException e) {
      answer.failure(e);
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private static HttpUriRequestBase request(Order order, AtomicInteger bodyReads) {
    String url =
        order.has("url")
            ? order.get("url")
            : order.get("base")
                + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
    String method = order.get("method", "POST");
    HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(url));
    request.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(
                Timeout.ofMilliseconds(order.number("timeout", PATIENCE_SECONDS * 1000)))
            .build());
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.setHeader(header.getKey(), header.getValue());
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.setEntity(new Counted(entity(order), bodyReads));
    }
    return request;
  }

  private static HttpEntity entity(Order order) {
    ContentType type = ContentType.create(order.get("type", "application/json"));
    if (order.has("fill")) {
      return new InputStreamEntity(ChatBody.filled(order), ChatBody.filledLength(order), type);
    }
    byte[] bytes = ChatBody.of(order);
    return order.flag("oneshot")
        ? new InputStreamEntity(new ByteArrayInputStream(bytes), type)
        : new ByteArrayEntity(bytes, type);
  }

  /** Counts how often the app's entity is read. */
  private static final class Counted extends HttpEntityWrapper {
    private final AtomicInteger reads;

    Counted(HttpEntity entity, AtomicInteger reads) {
      super(entity);
      this.reads = reads;
    }

    @Override
    public InputStream getContent() throws IOException {
      count();
      return super.getContent();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      count();
      super.writeTo(out);
    }

    private void count() throws IOException {
      if (reads.incrementAndGet() > 1 && !isRepeatable()) {
        throw new IOException("a one-shot body was read twice");
      }
    }
  }

  private static Void execute(
      CloseableHttpClient client, HttpUriRequestBase request, Order order, Answer answer)
      throws IOException {
    if (order.get("as", "stream").equals("bytes")) {
      return client.execute(
          request,
          response -> {
            head(response, answer);
            answer.body(EntityUtils.toByteArray(response.getEntity()));
            return null;
          });
    }
    try (ClassicHttpResponse response = client.execute(request)) {
      head(response, answer);
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        return null;
      }
      switch (order.get("as", "stream")) {
        case "string":
          answer.body(string(entity).getBytes(StandardCharsets.UTF_8));
          return null;
        case "lines":
          lines(entity, answer);
          return null;
        default:
          stream(request, entity, order.get("read", "all"), answer);
          return null;
      }
    }
  }

  private static void head(ClassicHttpResponse response, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      headers.put(header.getName(), header.getValue());
    }
    answer.thread().status(response.getCode()).headers(headers);
  }

  private static String string(HttpEntity entity) throws IOException {
    try {
      return EntityUtils.toString(entity);
    } catch (ParseException e) {
      throw new IOException(e);
    }
  }

  private static void lines(HttpEntity entity, Answer answer) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(entity.getContent(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      all.append(line).append('\n');
    }
    answer.body(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void stream(
      HttpUriRequestBase request, HttpEntity entity, String how, Answer answer) throws IOException {
    if (how.equals("unread")) {
      return;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int reads = 0;
    try {
      InputStream in = entity.getContent();
      byte[] buffer = new byte[8192];
      int n;
      while (got.size() < most
          && (n = in.read(buffer, 0, (int) Math.min(buffer.length, most - got.size()))) >= 0) {
        got.write(buffer, 0, n);
        reads++;
      }
      if (how.startsWith("cancel:")) {
        request.cancel();
      }
    } finally {
      answer.put("reads", reads).body(got.toByteArray());
    }
  }
}
