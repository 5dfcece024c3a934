package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Refusal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;

/** A refusal as apps of the JDK's client know an answer. */
final class JdkHttpRefusal<T> implements HttpResponse<T> {
  private final HttpRequest request;
  private final ResponseInfo head;
  private final T body;

  private JdkHttpRefusal(HttpRequest request, ResponseInfo head, T body) {
    this.request = request;
    this.head = head;
    this.body = body;
  }

  /**
   * The answer, whose body the app's own handler makes: complete where the handler needs no more.
   */
  static <T> CompletableFuture<HttpResponse<T>> answer(
      HttpRequest request, BodyHandler<T> handler, Refusal refusal) {
    Head head = new Head(refusal.status(), headersOf(refusal));
    BodySubscriber<T> subscriber = handler.apply(head);
    Once once = new Once(subscriber, refusal.body());
    subscriber.onSubscribe(once);
    once.ready();
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    subscriber
        .getBody()
        .whenComplete(
            (body, thrown) -> {
              if (thrown == null) {
                answer.complete(new JdkHttpRefusal<>(request, head, body));
              } else {
                answer.completeExceptionally(thrown);
              }
            });
    return answer;
  }

  @Override
  public int statusCode() {
    return head.statusCode();
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public HttpHeaders headers() {
    return head.headers();
  }

  @Override
  public T body() {
    return body;
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public HttpClient.Version version() {
    return head.version();
  }

  @Override
  public String toString() {
    return "(" + request.method() + " " + request.uri() + ") " + statusCode();
  }

  private static HttpHeaders headersOf(Refusal refusal) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String[] pairs = refusal.headers();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.computeIfAbsent(pairs[i], name -> new ArrayList<>()).add(pairs[i + 1]);
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  /** The answer's head. */
  private static final class Head implements ResponseInfo {
    private final int status;
    private final HttpHeaders headers;

    Head(int status, HttpHeaders headers) {
      this.status = status;
      this.headers = headers;
    }

    @Override
    public int statusCode() {
      return status;
    }

    @Override
    public HttpHeaders headers() {
      return headers;
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  /**
   * Gives the body when it is asked for, once, and not before {@code onSubscribe} has returned: the
   * JDK's line subscribers lose what comes earlier.
   */
  private static final class Once implements Subscription {
    private final BodySubscriber<?> subscriber;
    private final byte[] body;

    /** Two things must have happened: being asked, and being ready. */
    private final AtomicInteger missing = new AtomicInteger(2);

    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean cancelled;

    Once(BodySubscriber<?> subscriber, byte[] body) {
      this.subscriber = subscriber;
      this.body = body;
    }

    void ready() {
      step();
    }

    @Override
    public void request(long n) {
      if (asked.compareAndSet(false, true)) {
        step();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    private void step() {
      if (missing.decrementAndGet() == 0 && !cancelled) {
        subscriber.onNext(List.of(ByteBuffer.wrap(body).asReadOnlyBuffer()));
        subscriber.onComplete();
      }
    }
  }
}
