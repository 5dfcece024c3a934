package dev.bursar.agent.hooking;

import io.ktor.client.HttpClient;
import io.ktor.client.HttpClientConfig;
import io.ktor.client.HttpClientJvmKt;
import io.ktor.client.plugins.HttpClientPlugin;
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
import io.ktor.utils.io.ByteChannelCtorKt;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.jvm.javaio.BlockingKt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.jvm.functions.Function1;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.flow.Flow;
import kotlinx.coroutines.flow.FlowCollector;
import kotlinx.coroutines.future.FutureKt;

/** An app with Ktor's client on its own engine. */
public final class KtorCioApp implements KtorCioCalls {
  private static final ContentType JSON = ContentType.Companion.parse("application/json");

  private final HttpClient client;
  private volatile String lengthOfTheLast;

  /** With the engine's own threads. */
  public KtorCioApp() {
    client = HttpClientJvmKt.HttpClient(KtorCioApp::withEvents);
  }

  /** With other threads for the engine, as Ktor 3 lets one. */
  public KtorCioApp(Executor threads) {
    CoroutineDispatcher dispatcher = ExecutorsKt.from(threads);
    client =
        HttpClientJvmKt.HttpClient(
            config -> {
              config.engine(engine -> dispatchedBy(dispatcher, engine));
              return Unit.INSTANCE;
            });
  }

  private static Unit dispatchedBy(CoroutineDispatcher dispatcher, Object engine) {
    try {
      engine
          .getClass()
          .getMethod("setDispatcher", CoroutineDispatcher.class)
          .invoke(engine, dispatcher);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return Unit.INSTANCE;
  }

  /** Only Ktor 3 has that plugin. */
  private static Unit withEvents(HttpClientConfig<?> config) {
    try {
      Object plugin =
          Class.forName("io.ktor.client.plugins.sse.SSEKt", true, KtorCioApp.class.getClassLoader())
              .getMethod("getSSE")
              .invoke(null);
      config.install((HttpClientPlugin<?, ?>) plugin, ignored -> Unit.INSTANCE);
    } catch (ClassNotFoundException ktor2) {
      return Unit.INSTANCE;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return Unit.INSTANCE;
  }

  private static HttpRequestBuilder request(HttpRequestBuilder request, String url, Object body) {
    URLParserKt.takeFrom(request.getUrl(), url);
    request.getHeaders().set("Accept-Encoding", "gzip");
    if (body != null) {
      request.setMethod(HttpMethod.Companion.getPost());
      request.setBody(content(body));
    }
    return request;
  }

  private static OutgoingContent content(Object body) {
    if (body instanceof String text) {
      return new ByteArrayContent(text.getBytes(StandardCharsets.UTF_8), JSON, null);
    }
    if (body instanceof byte[] bytes) {
      return new Read(new String(bytes, StandardCharsets.UTF_8), null);
    }
    if (body instanceof RuntimeException failure) {
      return new Read(null, failure);
    }
    Function2<java.io.OutputStream, Continuation<? super Unit>, Object> writer =
        (out, rest) -> {
          try {
            ((InputStream) body).transferTo(out);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Unit.INSTANCE;
        };
    return new OutputStreamContent(writer, JSON, null, null);
  }

  @Override
  public CompletableFuture<String> send(String url, Object body, Predicate<String> pieces) {
    HttpStatement statement =
        new HttpStatement(request(new HttpRequestBuilder(), url, body), client);
    Function2<HttpResponse, Continuation<? super String>, Object> reader =
        (response, rest) -> response.getStatus().getValue() + " " + read(response, pieces);
    Function2<CoroutineScope, Continuation<? super String>, Object> call =
        (scope, rest) -> statement.execute(reader, rest);
    return FutureKt.future(
        GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT, call);
  }

  private String read(HttpResponse response, Predicate<String> pieces) {
    lengthOfTheLast = response.getHeaders().get("Content-Length");
    StringBuilder all = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      ByteReadChannel channel =
          BuildersKt.runBlocking(
              EmptyCoroutineContext.INSTANCE,
              (scope, rest) -> HttpResponseKt.bodyAsChannel(response, rest));
      InputStream in = BlockingKt.toInputStream(channel, null);
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        String piece = new String(buffer, 0, n, StandardCharsets.UTF_8);
        all.append(piece);
        if (!pieces.test(piece)) {
          return all.toString();
        }
      }
      if (channel.getClosedCause() != null) {
        throw new IOException(channel.getClosedCause());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return all.toString();
  }

  @Override
  public String lengthOfTheLast() {
    return lengthOfTheLast;
  }

  @Override
  public CompletableFuture<Unit> events(String url, String body, Predicate<String> events) {
    Function1<HttpRequestBuilder, Unit> setUp =
        request -> {
          request(request, url, body);
          return Unit.INSTANCE;
        };
    Function2<Object, Continuation<? super Unit>, Object> block =
        (session, rest) -> collect(session, events, rest);
    Function2<CoroutineScope, Continuation<? super Unit>, Object> call =
        (scope, rest) -> sse(setUp, block, rest);
    return FutureKt.future(
        GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT, call);
  }

  /** Its name has a part that no Java can spell. */
  private Object sse(Object setUp, Object block, Object rest) {
    try {
      Class<?> builders =
          Class.forName(
              "io.ktor.client.plugins.sse.BuildersKt", true, KtorCioApp.class.getClassLoader());
      for (Method method : builders.getMethods()) {
        if (method.getName().startsWith("sse-")
            && method.getParameterCount() == 7
            && method.getParameterTypes()[5] == Function2.class
            && method.getParameterTypes()[1] == Function1.class) {
          return method.invoke(null, client, setUp, null, null, null, block, rest);
        }
      }
      throw new IllegalStateException("no method sse");
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object collect(
      Object session, Predicate<String> events, Continuation<? super Unit> rest) {
    try {
      Flow<?> incoming = (Flow<?>) session.getClass().getMethod("getIncoming").invoke(session);
      FlowCollector<Object> collector =
          (event, more) -> {
            if (!events.test(String.valueOf(event))) {
              throw new java.util.concurrent.CancellationException("enough");
            }
            return Unit.INSTANCE;
          };
      return incoming.collect(collector, rest);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  /** A body that is read, not written. */
  private static final class Read extends OutgoingContent.ReadChannelContent {
    private final String text;
    private final RuntimeException failure;

    Read(String text, RuntimeException failure) {
      this.text = text;
      this.failure = failure;
    }

    @Override
    public ContentType getContentType() {
      return JSON;
    }

    @Override
    public ByteReadChannel readFrom() {
      if (failure != null) {
        throw failure;
      }
      return ByteChannelCtorKt.ByteReadChannel(text, StandardCharsets.UTF_8);
    }
  }
}
