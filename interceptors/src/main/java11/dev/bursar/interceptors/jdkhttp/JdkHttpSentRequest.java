package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.Gate;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The app's request with another body. */
final class JdkHttpSentRequest extends HttpRequest {
  private static final MethodHandle COPY = copy();

  private final HttpRequest app;
  private final BodyPublisher body;
  private final BiPredicate<String, String> kept; // null for all headers

  private JdkHttpSentRequest(
      HttpRequest app, BodyPublisher body, BiPredicate<String, String> kept) {
    this.app = app;
    this.body = body;
    this.kept = kept;
  }

  /**
   * @param body the body to send, or null for none
   * @param plain whether to leave {@code Accept-Encoding} out
   */
  static HttpRequest of(HttpRequest app, BodyPublisher body, boolean plain) {
    BiPredicate<String, String> kept =
        (name, value) -> !(plain && name.equalsIgnoreCase("Accept-Encoding"));
    if (COPY != null && body != null) {
      try {
        Builder copy = (Builder) COPY.invokeExact(app, kept);
        return copy.method(app.method(), body).build();
      } catch (IllegalArgumentException strange) {
        // A request of the app's own class, with what the builder does not allow but the client
        // may.
      } catch (Throwable fault) {
        Gate.fault(fault);
      }
    }
    return new JdkHttpSentRequest(app, body, plain ? kept : null);
  }

  @Override
  public Optional<BodyPublisher> bodyPublisher() {
    return Optional.ofNullable(body);
  }

  @Override
  public String method() {
    return app.method();
  }

  @Override
  public Optional<Duration> timeout() {
    return app.timeout();
  }

  @Override
  public boolean expectContinue() {
    return app.expectContinue();
  }

  @Override
  public URI uri() {
    return app.uri();
  }

  @Override
  public Optional<HttpClient.Version> version() {
    return app.version();
  }

  // Asked for as the client asks: a tracing agent adds its headers to the app's request only then.
  @Override
  public HttpHeaders headers() {
    HttpHeaders headers = app.headers();
    return kept == null ? headers : HttpHeaders.of(headers.map(), kept);
  }

  @Override
  public String toString() {
    return app.toString();
  }

  /**
   * {@code HttpRequest.newBuilder(request, filter)} where requests have options (JDK 26, JEP 517):
   * a subclass compiled before cannot pass those on. Else null.
   */
  private static MethodHandle copy() {
    try {
      Class.forName("java.net.http.HttpOption", false, HttpRequest.class.getClassLoader());
      return MethodHandles.publicLookup()
          .findStatic(
              HttpRequest.class,
              "newBuilder",
              MethodType.methodType(Builder.class, HttpRequest.class, BiPredicate.class));
    } catch (ReflectiveOperationException none) {
      return null;
    }
  }
}
