package dev.bursar.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/** An app with OkHttp 3, 4 or 5. */
public final class OkHttpProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** One client for the life of the app, built before its first call. */
  private final OkHttpClient plain =
      new OkHttpClient.Builder()
          .readTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .dispatcher(OkHttpBits.wideDispatcher())
          .build();

  private final OkHttpClient withPassword =
      plain.newBuilder().authenticator(OkHttpBits::answerChallenge).build();

  private OkHttpProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new OkHttpProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    Call call = client(order).newCall(request(order, bodyReads));
    if (order.flag("async")) {
      enqueue(call, order, answer);
    } else {
      executeNow(call, order, answer);
    }
    answer.put("bodyReads", bodyReads.get());
  }

  private OkHttpClient client(Order order) {
    OkHttpClient client = order.flag("auth") ? withPassword : plain;
    if (order.has("timeout")) {
      client =
          client
              .newBuilder()
              .readTimeout(order.number("timeout", 0), TimeUnit.MILLISECONDS)
              .build();
    }
    return client;
  }

  private static void executeNow(Call call, Order order, Answer answer) {
    try (Response response = call.execute()) {
      answer.thread();
      read(call, response, order, answer);
    } catch (IOException e) {
      answer.failure(e);
    }
  }

  private static void enqueue(Call call, Order order, Answer answer) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            answer.thread().failure(e);
            done.countDown();
          }

          @Override
          public void onResponse(Call answered, Response response) {
            answer.thread();
            try (Response closed = response) {
              read(answered, closed, order, answer);
            } catch (IOException e) {
              answer.failure(e);
            } finally {
              done.countDown();
            }
          }
        });
    if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("the callback was never called");
    }
  }

  private static Request request(Order order, AtomicInteger bodyReads) {
    Request.Builder request = new Request.Builder().url(OkHttpBits.url(order));
    for (Map.Entry<String, String> header : order.startingWith("header.").entrySet()) {
      request.header(header.getKey(), header.getValue());
    }
    String method = order.get("method", "POST");
    if (method.equals("GET") || method.equals("HEAD")) {
      return request.method(method, null).build();
    }
    MediaType type = MediaType.get(order.get("type", "application/json"));
    if (order.has("fill")) {
      return request.method(method, OkHttpBits.filled(order, type)).build();
    }
    byte[] bytes = ChatBody.of(order);
    boolean once = order.flag("oneshot");
    RequestBody body =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return type;
          }

          @Override
          public long contentLength() {
            return once ? -1 : bytes.length;
          }

          @Override
          public boolean isOneShot() {
            return once;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            if (bodyReads.incrementAndGet() > 1 && once) {
              throw new IOException("a one-shot body was read twice");
            }
            sink.write(bytes);
          }
        };
    return request.method(method, body).build();
  }

  private static void read(Call call, Response response, Order order, Answer answer)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : response.headers().names()) {
      headers.put(name, response.header(name));
    }
    answer.status(response.code()).headers(headers);
    String how = order.get("read", "all");
    if (how.equals("unread")) {
      return;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int reads = 0;
    try {
      BufferedSource source = response.body().source();
      byte[] buffer = new byte[8192];
      int n;
      while (got.size() < most
          && (n = source.read(buffer, 0, (int) Math.min(buffer.length, most - got.size()))) >= 0) {
        got.write(buffer, 0, n);
        reads++;
      }
      if (how.startsWith("cancel:")) {
        call.cancel();
      }
    } finally {
      answer.put("reads", reads).body(got.toByteArray());
    }
  }
}
