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
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpResponse;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.RedirectStrategy;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.entity.InputStreamEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.DefaultRedirectStrategy;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.apache.http.util.EntityUtils;
import org.apache.http.util.VersionInfo;

/** An app with Apache HttpClient 4, blocking. */
public final class Apache4Program implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int WIDE = 128;

  /** One client for the life of the app, built before its first call. */
  private final CloseableHttpClient plain = builder().build();

  private final CloseableHttpClient withPassword =
      builder().setDefaultCredentialsProvider(password()).build();

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Apache4Program() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new Apache4Program());
  }

  private static HttpClientBuilder builder() {
    return HttpClientBuilder.create()
        .setRedirectStrategy(redirects())
        .setMaxConnPerRoute(WIDE)
        .setMaxConnTotal(WIDE);
  }

  /** Follows POSTs too, where the client can: before 4.5 it stumbles over its own header. */
  private static RedirectStrategy redirects() {
    VersionInfo version =
        VersionInfo.loadVersionInfo(
            "org.apache.http.client", HttpClientBuilder.class.getClassLoader());
    return version.getRelease().startsWith("4.3.")
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
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.setEntity(new Counted(entity(order), bodyReads));
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
      CloseableHttpClient client,
      HttpEntityEnclosingRequestBase request,
      Order order,
      Answer answer)
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
    try (CloseableHttpResponse response = client.execute(request)) {
      head(response, answer);
      HttpEntity entity = response.getEntity();
      if (entity == null) {
        return null;
      }
      switch (order.get("as", "stream")) {
        case "string":
          answer.body(EntityUtils.toString(entity).getBytes(StandardCharsets.UTF_8));
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

  private static void head(HttpResponse response, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getAllHeaders()) {
      headers.put(header.getName(), header.getValue());
    }
    answer.thread().status(response.getStatusLine().getStatusCode()).headers(headers);
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
      HttpEntityEnclosingRequestBase request, HttpEntity entity, String how, Answer answer)
      throws IOException {
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
        request.abort();
      }
    } finally {
      answer.put("reads", reads).body(got.toByteArray());
    }
  }
}
