package dev.bursar.interceptors.jdkhttp;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.Flow.Publisher;

/** A request of the JDK's client as the governor sees it. */
final class JdkHttpRequest implements Request {
  private static final byte[] NOTHING = new byte[0];

  /** A body that is longer is not read ahead; no provider takes one. */
  private static final int MOST = 64 << 20;

  private final HttpRequest request;
  private final boolean mayBlock;
  private JdkHttpReadAhead read;

  /**
   * @param mayBlock whether the app waits for the response on this thread anyway
   */
  JdkHttpRequest(HttpRequest request, boolean mayBlock) {
    this.request = request;
    this.mayBlock = mayBlock;
  }

  @Override
  public String client() {
    return JdkHttpInstrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.method().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    return request.uri().toString();
  }

  @Override
  public String host() {
    return request.uri().getHost();
  }

  @Override
  public int port() {
    URI uri = request.uri();
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  @Override
  public String path() {
    String path = request.uri().getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  @Override
  public String header(String name) {
    return request.headers().firstValue(name).orElse(null);
  }

  @Override
  public byte[] body(int max) throws IOException {
    BodyPublisher body = request.bodyPublisher().orElse(null);
    // The client does not subscribe to a body of no length either.
    if (body == null || body.contentLength() == 0) {
      return NOTHING;
    }
    if (read == null) {
      if (body.contentLength() > max) {
        return null;
      }
      read = new JdkHttpReadAhead(body, max);
      read.start();
      if (mayBlock) {
        read.await(request.timeout().orElse(null));
      }
    }
    return read.bytes(max);
  }

  /** The app's request. */
  HttpRequest app() {
    return request;
  }

  /**
   * Begins to read the body.
   *
   * @param later is run when it has been read, or is known to be too long, if it is neither yet
   * @return whether {@code later} will be run
   */
  boolean await(Runnable later) {
    try {
      return body(MOST) == null && read != null && read.await(later);
    } catch (IOException failed) {
      return false; // Whoever decides meets it again.
    }
  }

  /** Nobody waits for the body any more. */
  void stopReading() {
    read.cancel();
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }

  /** The request to send, whose sending the call is told of. */
  HttpRequest toSend(Decision decision, JdkHttpCall call) throws BudgetExceededIOException {
    BodyPublisher app = request.bodyPublisher().orElse(null);
    Publisher<ByteBuffer> body = read == null ? app : read.again();
    long length = app == null ? 0 : app.contentLength();
    if (decision.body() != null) {
      body = BodyPublishers.ofByteArray(decision.body());
      length = decision.body().length;
    }
    boolean plain = decision.plain() && header("Accept-Encoding") != null;
    if (length == 0) {
      // Nothing will be subscribed to.
      call.attempt();
      return plain ? JdkHttpSentRequest.of(request, app, true) : request;
    }
    return JdkHttpSentRequest.of(request, new JdkHttpSentBody(body, length, call), plain);
  }

  /** The request to send where nothing else of ours may touch it: only the body, if it was read. */
  HttpRequest unseen() {
    if (read == null) {
      return request;
    }
    long length = request.bodyPublisher().orElseThrow().contentLength();
    BodyPublisher body =
        length < 0
            ? BodyPublishers.fromPublisher(read.again())
            : BodyPublishers.fromPublisher(read.again(), length);
    return JdkHttpSentRequest.of(request, body, false);
  }
}
