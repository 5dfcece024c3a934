package dev.bursar.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;

/**
 * One call by a blocking client of Spring's: what is the same for {@code RestTemplate} and {@code
 * RestClient}, on any transport. A challenge is answered by the app, since what a transport does
 * with one differs.
 */
public final class SpringCall {
  private final Order order;
  private final Answer answer;
  private final AtomicInteger bodyReads = new AtomicInteger();
  private boolean challenged;
  private int status;

  /**
   * A call.
   *
   * @param answer is filled with what the app sees
   */
  public SpringCall(Order order, Answer answer) {
    this.order = order;
    this.answer = answer;
  }

  /** The client's own way to send what a call says, and to have it read what comes. */
  public interface Exchange {
    /** Carries out one exchange. */
    void run() throws IOException;
  }

  /** Carries the call out, once more where it is challenged and may answer. */
  public void run(Exchange exchange) {
    try {
      exchange.run();
      if (status == 401 && order.flag("auth")) {
        challenged = true;
        exchange.run();
      }
    } catch (ResourceAccessException e) {
      answer.failure(e.getCause()); // Spring's own around what the client beneath has said.
    } catch (IOException e) {
      answer.failure(e);
    }
    answer.put("bodyReads", bodyReads.get());
  }

  /** Where to. */
  public URI url() {
    return URI.create(
        order.has("url")
            ? order.get("url")
            : order.get("base")
                + (order.get("kind", "chat").equals("embed")
                    ? "/embeddings"
                    : "/chat/completions"));
  }

  /** The method. */
  public HttpMethod method() {
    return HttpMethod.valueOf(order.get("method", "POST"));
  }

  /** Whether it has a body. */
  public boolean hasBody() {
    String method = order.get("method", "POST");
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /** Sets the request's headers. */
  public void headers(HttpHeaders headers) {
    order.startingWith("header.").forEach(headers::set);
    if (challenged) {
      headers.set("Authorization", "Bearer second");
    }
    if (!hasBody()) {
      return;
    }
    headers.set("Content-Type", order.get("type", "application/json"));
    if (!order.flag("oneshot")) {
      headers.set("Content-Length", Long.toString(length()));
    }
  }

  private long length() {
    return order.has("fill") ? ChatBody.filledLength(order) : ChatBody.of(order).length;
  }

  /** Writes the request's body. */
  public void write(OutputStream out) throws IOException {
    if (bodyReads.incrementAndGet() > 1 && order.flag("oneshot")) {
      throw new IOException("a one-shot body was read twice");
    }
    if (order.has("fill")) {
      copy(ChatBody.filled(order), out, Long.MAX_VALUE);
    } else {
      out.write(ChatBody.of(order));
    }
  }

  /** Reads the response. */
  public Void read(ClientHttpResponse response) throws IOException {
    status = status(response);
    if (status == 401 && order.flag("auth") && !challenged) {
      return null; // Not what the app's user sees.
    }
    answer.status(status).headers(response.getHeaders().toSingleValueMap()).thread();
    String how = order.get("read", "all");
    if (how.equals("unread")) {
      return null;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      answer.put("reads", copy(response.getBody(), got, most));
    } finally {
      answer.body(got.toByteArray());
    }
    return null;
  }

  /** Another method has it from Spring 7 on. */
  private static int status(ClientHttpResponse response) throws IOException {
    try {
      Object status = ClientHttpResponse.class.getMethod("getStatusCode").invoke(response);
      return Integer.parseInt(status.toString().substring(0, 3));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException) {
        throw (IOException) e.getCause();
      }
      throw new IllegalStateException(e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(e);
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
}
