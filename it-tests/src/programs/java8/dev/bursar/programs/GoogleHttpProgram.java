package dev.bursar.programs;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.javanet.NetHttpTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An app with Google's HTTP client on its default transport. The client needs no hook of its own,
 * since its transports are {@code HttpURLConnection}, as here, and Apache's client; bodies are
 * streamed, and what it repeats (redirects, an answer to 401) is a connection of its own each time.
 */
public final class GoogleHttpProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** One client for the life of the app, built before its first call. */
  private final HttpRequestFactory requests = new NetHttpTransport().createRequestFactory();

  private final ExecutorService others =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "app-pool");
            thread.setDaemon(true);
            return thread;
          });

  private GoogleHttpProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new GoogleHttpProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    try {
      HttpRequest request = request(order, bodyReads);
      HttpResponse response =
          order.flag("async")
              ? request.executeAsync(others).get(PATIENCE_SECONDS, TimeUnit.SECONDS)
              : request.execute();
      try {
        answer.status(response.getStatusCode()).headers(headers(response)).thread();
        read(response, order, answer);
      } finally {
        response.disconnect();
      }
    } catch (IOException e) {
      answer.failure(e);
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private HttpRequest request(Order order, AtomicInteger bodyReads) throws IOException {
    String method = order.get("method", "POST");
    HttpContent body =
        method.equals("GET") || method.equals("HEAD") ? null : new Body(order, bodyReads);
    HttpRequest request = requests.buildRequest(method, new GenericUrl(url(order)), body);
    request.setThrowExceptionOnExecuteError(false);
    request.setConnectTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    request.setReadTimeout(
        order.number("timeout", (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.getHeaders().set(header.getKey(), Collections.singletonList(header.getValue()));
    }
    if (order.flag("auth")) {
      request.setUnsuccessfulResponseHandler(
          (asked, response, retry) -> {
            if (response.getStatusCode() != 401 || asked.getHeaders().getAuthorization() != null) {
              return false;
            }
            asked.getHeaders().setAuthorization("Bearer second");
            return true;
          });
    }
    return request;
  }

  private static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    return order.get("base")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }

  private static Map<String, String> headers(HttpResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, Object> header : response.getHeaders().entrySet()) {
      Object value = header.getValue();
      if (value instanceof Collection) {
        value = ((Collection<?>) value).iterator().next();
      }
      headers.put(header.getKey(), String.valueOf(value));
    }
    return headers;
  }

  private static void read(HttpResponse response, Order order, Answer answer) throws IOException {
    String how = order.get("read", "all");
    InputStream in = how.equals("unread") ? null : response.getContent();
    if (in == null) {
      return;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      answer.put("reads", copy(in, got, most));
    } finally {
      answer.body(got.toByteArray());
    }
  }

  private static int copy(InputStream in, OutputStream out, long most) throws IOException {
    byte[] buffer = new byte[8192];
    long left = most;
    int reads = 0;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        break;
      }
      out.write(buffer, 0, n);
      left -= n;
      reads++;
    }
    return reads;
  }

  /** The body that the order asks for. */
  private static final class Body implements HttpContent {
    private final Order order;
    private final AtomicInteger reads;
    private final boolean once;
    private final byte[] bytes;

    Body(Order order, AtomicInteger reads) {
      this.order = order;
      this.reads = reads;
      this.once = order.flag("oneshot");
      this.bytes = order.has("fill") ? null : ChatBody.of(order);
    }

    @Override
    public long getLength() {
      if (bytes == null) {
        return ChatBody.filledLength(order);
      }
      return once ? -1 : bytes.length;
    }

    @Override
    public String getType() {
      return order.get("type", "application/json");
    }

    @Override
    public boolean retrySupported() {
      return !once;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (reads.incrementAndGet() > 1 && once) {
        throw new IOException("a one-shot body was read twice");
      }
      if (bytes == null) {
        copy(ChatBody.filled(order), out, Long.MAX_VALUE);
      } else {
        out.write(bytes);
      }
      out.flush();
    }
  }
}
