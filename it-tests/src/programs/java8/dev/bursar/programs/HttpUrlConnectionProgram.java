package dev.bursar.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An app with {@code HttpURLConnection}. Orders say by {@code mode} how a body is sent ({@code
 * buffered}, {@code fixed}, {@code chunked}), by {@code first} what is asked of the connection
 * first, and by {@code write} what the app does wrong.
 */
public final class HttpUrlConnectionProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** Asynchronous calls are what an app makes of them: this API has none. */
  private final ExecutorService others =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "app-pool");
            thread.setDaemon(true);
            return thread;
          });

  private HttpUrlConnectionProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Authenticator.setDefault(new Password());
    Program.run(new HttpUrlConnectionProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    if (!order.flag("async")) {
      callNow(order, answer);
      return;
    }
    try {
      others.submit(() -> callNow(order, answer)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  private static Void callNow(Order order, Answer answer) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL(url(order)).openConnection();
    int bodyReads = 0;
    try {
      order.startingWith("header.").forEach(connection::setRequestProperty);
      connection.setConnectTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      connection.setReadTimeout(
          order.number("timeout", (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
      String method = order.get("method", "POST");
      connection.setRequestMethod(method);
      if (!method.equals("GET") && !method.equals("HEAD")) {
        bodyReads++;
        send(connection, order);
      }
      askFirst(connection, order.get("first", "status"), answer);
      answer.status(connection.getResponseCode()).headers(headers(connection)).thread();
      read(connection, order, answer);
    } catch (IOException e) {
      answer.thread().failure(e);
    } finally {
      answer.put("bodyReads", bodyReads);
      if (order.flag("disconnect")) {
        connection.disconnect();
      }
    }
    return null;
  }

  private static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    // A password that was asked for once is sent unasked from then on, but only below that path.
    return order.get("base")
        + (order.flag("auth") ? "/guarded" : "")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }

  private static void send(HttpURLConnection connection, Order order) throws IOException {
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", order.get("type", "application/json"));
    boolean filled = order.has("fill");
    byte[] bytes = filled ? new byte[0] : ChatBody.of(order);
    String usual = order.flag("oneshot") ? "chunked" : filled ? "fixed" : "buffered";
    String mode = order.get("mode", usual);
    if (mode.equals("fixed")) {
      connection.setFixedLengthStreamingMode(filled ? ChatBody.filledLength(order) : bytes.length);
    } else if (mode.equals("chunked")) {
      connection.setChunkedStreamingMode(0);
    }
    OutputStream out = connection.getOutputStream();
    if (filled) {
      copy(ChatBody.filled(order), out, Long.MAX_VALUE);
    } else {
      write(out, bytes, order.get("write", "all"));
    }
    if (!order.flag("unclosed")) {
      out.close();
    }
  }

  /** In pieces, as what writes JSON does. */
  private static void write(OutputStream out, byte[] bytes, String how) throws IOException {
    int half = bytes.length / 2;
    out.write(bytes, 0, half);
    out.flush();
    int rest = how.equals("less") ? bytes.length - 1 : bytes.length;
    for (int i = half; i < rest; i++) {
      out.write(bytes[i]);
    }
    if (how.equals("more")) {
      out.write(' ');
    }
  }

  private static void askFirst(HttpURLConnection connection, String first, Answer answer) {
    switch (first) {
      case "header":
        answer.put("first", String.valueOf(connection.getHeaderField("Content-Type")));
        break;
      case "error":
        answer.put("first", connection.getErrorStream() == null ? "none" : "some");
        break;
      case "stream":
        try {
          InputStream once = connection.getInputStream();
          boolean same = connection.getInputStream() == once;
          answer.put("first", same ? "same" : "another");
        } catch (IOException e) {
          answer.put("first", e.getClass().getName() + ": " + e.getMessage());
        }
        break;
      default:
        break;
    }
  }

  private static Map<String, String> headers(HttpURLConnection connection) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : connection.getHeaderFields().keySet()) {
      if (name != null) {
        headers.put(name, connection.getHeaderField(name));
      }
    }
    return headers;
  }

  private static void read(HttpURLConnection connection, Order order, Answer answer)
      throws IOException {
    InputStream body =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream();
    if (body == null) {
      return;
    }
    try (InputStream in = body) {
      String how = order.get("read", "all");
      if (how.equals("unread")) {
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

  /** Answers a Basic challenge. */
  private static final class Password extends Authenticator {
    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return new PasswordAuthentication("user", "second".toCharArray());
    }
  }
}
