package dev.bursar.programs;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Authentication;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.Content;

/** An app with Jetty's client 12. */
public final class Jetty12Program implements Client {
  private static final int PATIENCE_SECONDS = 60;
  private static final int WIDE = 128;

  /** One client for the life of the app, started before its first call. */
  private final HttpClient plain = client();

  private final HttpClient withPassword = client();

  private Jetty12Program() throws Exception {
    plain.start();
    withPassword.start();
  }

  /** Serves stdin. */
  public static void main(String[] args) throws Exception {
    Program.run(new Jetty12Program());
  }

  private static HttpClient client() {
    HttpClient client =
        new HttpClient(
            Boolean.getBoolean("programs.http2")
                ? new HttpClientTransportOverHTTP2(new HTTP2Client())
                : new HttpClientTransportOverHTTP());
    client.setName("jetty");
    client.setMaxConnectionsPerDestination(WIDE);
    return client;
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    Request request = request(order, bodyReads);
    try {
      if (order.flag("async")) {
        async(request, answer);
      } else if (order.get("as", "stream").equals("stream") || order.has("read")) {
        stream(request, order.get("read", "all"), answer);
      } else {
        whole(request, order.get("as"), answer);
      }
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    } catch (IOException | TimeoutException e) {
      answer.failure(e.getCause() == null ? e : e.getCause());
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private Request request(Order order, AtomicInteger bodyReads) {
    URI url =
        URI.create(
            order.has("url")
                ? order.get("url")
                : order.get("base")
                    + (order.get("kind", "chat").equals("embed")
                        ? "/embeddings"
                        : "/chat/completions"));
    if (order.flag("auth")) {
      withPassword
          .getAuthenticationStore()
          .addAuthentication(
              new BasicAuthentication(
                  url.resolve("/"), Authentication.ANY_REALM, "user", "second"));
    }
    String method = order.get("method", "POST");
    Request request =
        (order.flag("auth") ? withPassword : plain)
            .newRequest(url)
            .method(method)
            .timeout(order.number("timeout", PATIENCE_SECONDS * 1000), TimeUnit.MILLISECONDS);
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.headers(headers -> headers.put(header.getKey(), header.getValue()));
    }
    return method.equals("GET") || method.equals("HEAD")
        ? request
        : request.body(new Counted(body(order), bodyReads));
  }

  private static Request.Content body(Order order) {
    String type = order.get("type", "application/json");
    if (order.has("fill")) {
      return new InputStreamRequestContent(type, ChatBody.filled(order));
    }
    byte[] bytes = ChatBody.of(order);
    return order.flag("oneshot")
        ? new InputStreamRequestContent(type, new ByteArrayInputStream(bytes))
        : new BytesRequestContent(type, bytes);
  }

  /** Counts how often the app's body is read. */
  private static final class Counted implements Request.Content {
    private final Request.Content body;
    private final AtomicInteger reads;
    private boolean begun;

    Counted(Request.Content body, AtomicInteger reads) {
      this.body = body;
      this.reads = reads;
    }

    @Override
    public String getContentType() {
      return body.getContentType();
    }

    @Override
    public long getLength() {
      return body.getLength();
    }

    @Override
    public Content.Chunk read() {
      if (!begun) {
        begun = true;
        reads.incrementAndGet();
      }
      return body.read();
    }

    @Override
    public void demand(Runnable whenThereIsMore) {
      body.demand(whenThereIsMore);
    }

    @Override
    public void fail(Throwable failure) {
      body.fail(failure);
    }

    @Override
    public boolean rewind() {
      begun = false;
      return body.rewind();
    }
  }

  private static void head(Response response, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (HttpField header : response.getHeaders()) {
      headers.put(header.getName(), header.getValue());
    }
    answer.status(response.getStatus()).headers(headers);
  }

  /** Threads are told apart by what they are for. */
  private static void thread(Answer answer) {
    answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
  }

  private static void whole(Request request, String as, Answer answer) throws Exception {
    ContentResponse response = request.send();
    head(response, answer);
    thread(answer);
    byte[] body = response.getContent();
    if (as.equals("string")) {
      body = response.getContentAsString().getBytes(StandardCharsets.UTF_8);
    } else if (as.equals("lines")) {
      body = lines(new ByteArrayInputStream(body));
    }
    answer.body(body);
  }

  private static byte[] lines(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      all.append(line).append('\n');
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void stream(Request request, String how, Answer answer) throws Exception {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    request.send(listener);
    head(listener.get(PATIENCE_SECONDS, TimeUnit.SECONDS), answer);
    thread(answer);
    if (how.equals("unread")) {
      listener.getInputStream().close();
      return;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int reads = 0;
    try (InputStream in = listener.getInputStream()) {
      byte[] buffer = new byte[8192];
      int n;
      while (got.size() < most
          && (n = in.read(buffer, 0, (int) Math.min(buffer.length, most - got.size()))) >= 0) {
        got.write(buffer, 0, n);
        reads++;
      }
      if (got.size() >= most) {
        CompletableFuture<Boolean> unused = request.abort(new IOException("enough"));
      }
    } finally {
      answer.put("reads", reads).body(got.toByteArray());
    }
  }

  private static void async(Request request, Answer answer) throws Exception {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    CountDownLatch told = new CountDownLatch(1);
    request.send(
        new Response.Listener() {
          private int reads;

          @Override
          public void onHeaders(Response response) {
            head(response, answer);
          }

          @Override
          public void onContent(Response response, ByteBuffer content) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            got.write(bytes, 0, bytes.length);
            reads++;
          }

          @Override
          public void onComplete(Result result) {
            if (result.isFailed()) {
              answer.failure(result.getFailure());
            }
            thread(answer);
            answer.put("reads", reads).body(got.toByteArray());
            told.countDown();
          }
        });
    if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("the listener was never told");
    }
  }
}
