package dev.bursar.programs;

import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientJvmKt;
import io.ktor.client.request.HttpRequestBuilder;
import io.ktor.client.statement.HttpResponse;
import io.ktor.client.statement.HttpResponseKt;
import io.ktor.client.statement.HttpStatement;
import io.ktor.http.ContentType;
import io.ktor.http.HttpMethod;
import io.ktor.http.URLParserKt;
import io.ktor.http.content.ByteArrayContent;
import io.ktor.http.content.OutgoingContent;
import io.ktor.http.content.OutputStreamContent;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.jvm.javaio.BlockingKt;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.TimeoutKt;
import kotlinx.coroutines.future.FutureKt;

/**
 * An app with Ktor's client, on the engine that is on the class path. It needs no hook of its own,
 * as long as the engine has one. What would be {@code suspend} in Kotlin is the last call of a
 * lambda here, which is given the continuation.
 */
public final class KtorProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  /** One client for the life of the app, built before its first call. */
  private final HttpClient client = HttpClientJvmKt.HttpClient(config -> Unit.INSTANCE);

  private KtorProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new KtorProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    AtomicInteger bodyReads = new AtomicInteger();
    int status = attempt(order, answer, bodyReads, null);
    if (status == 401 && order.flag("auth")) {
      attempt(order, answer, bodyReads, "Bearer second");
    }
    answer.put("bodyReads", bodyReads.get());
  }

  /** Carries out one call; a challenge is not put down where it will be answered. */
  private int attempt(Order order, Answer answer, AtomicInteger bodyReads, String authorization)
      throws Exception {
    boolean challenged = order.flag("auth") && authorization == null;
    int[] status = new int[1];
    HttpStatement statement = new HttpStatement(request(order, bodyReads, authorization), client);
    Function2<HttpResponse, Continuation<? super Unit>, Object> reader =
        (response, rest) -> {
          status[0] = response.getStatus().getValue();
          if (challenged && status[0] == 401) {
            return Unit.INSTANCE;
          }
          return read(response, order, answer);
        };
    long timeout = order.number("timeout", PATIENCE_SECONDS * 1000);
    Function2<CoroutineScope, Continuation<? super Unit>, Object> call =
        (scope, rest) ->
            TimeoutKt.withTimeout(timeout, (inner, last) -> statement.execute(reader, last), rest);
    try {
      if (order.flag("async")) {
        FutureKt.future(
                GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT, call)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } else {
        BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, call);
      }
    } catch (ExecutionException e) {
      answer.failure(e.getCause());
    } catch (UncheckedIOException e) {
      answer.failure(e.getCause());
    } catch (Exception e) {
      answer.failure(e);
    }
    return status[0];
  }

  private static HttpRequestBuilder request(
      Order order, AtomicInteger bodyReads, String authorization) {
    HttpRequestBuilder request = new HttpRequestBuilder();
    String method = order.get("method", "POST");
    request.setMethod(HttpMethod.Companion.parse(method));
    URLParserKt.takeFrom(request.getUrl(), url(order));
    order.startingWith("header.").forEach(request.getHeaders()::set);
    if (authorization != null) {
      request.getHeaders().set("Authorization", authorization);
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      request.setBody(body(order, bodyReads));
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

  /** In one piece, or, where it is read once or made while it is read, as a stream. */
  private static OutgoingContent body(Order order, AtomicInteger bodyReads) {
    ContentType type = ContentType.Companion.parse(order.get("type", "application/json"));
    boolean filled = order.has("fill");
    if (!filled && !order.flag("oneshot")) {
      bodyReads.incrementAndGet();
      return new ByteArrayContent(ChatBody.of(order), type, null);
    }
    Function2<OutputStream, Continuation<? super Unit>, Object> writer =
        (out, rest) -> {
          try {
            if (bodyReads.incrementAndGet() > 1) {
              throw new IOException("a one-shot body was read twice");
            }
            InputStream body =
                filled ? ChatBody.filled(order) : new ByteArrayInputStream(ChatBody.of(order));
            copy(body, out, Long.MAX_VALUE);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Unit.INSTANCE;
        };
    return new OutputStreamContent(
        writer, type, null, filled ? ChatBody.filledLength(order) : null);
  }

  private static Unit read(HttpResponse response, Order order, Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : response.getHeaders().names()) {
      headers.put(name, response.getHeaders().get(name));
    }
    answer.put("thread", Thread.currentThread().getName().replaceAll("[0-9]+", "N"));
    answer.status(response.getStatus().getValue()).headers(headers);
    String how = order.get("read", "all");
    if (how.equals("unread")) {
      return Unit.INSTANCE;
    }
    long most = how.equals("all") ? Long.MAX_VALUE : Long.parseLong(how.split(":", -1)[1]);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    try {
      ByteReadChannel channel =
          BuildersKt.runBlocking(
              EmptyCoroutineContext.INSTANCE,
              (scope, rest) -> HttpResponseKt.bodyAsChannel(response, rest));
      try (InputStream in = BlockingKt.toInputStream(channel, null)) {
        answer.put("reads", copy(in, got, most));
        Throwable cause = channel.getClosedCause();
        if (cause != null) {
          throw new IOException(cause); // A stream of it may just end.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      answer.body(got.toByteArray());
    }
    return Unit.INSTANCE;
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
