package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.util.Locale;
import okhttp3.Call;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.Okio;

/** An OkHttp request as the governor sees it. */
final class OkHttpRequest implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final okhttp3.Request request;
  private final Call call;
  private byte[] bytes;
  private long length;
  private Throwable failure;

  OkHttpRequest(okhttp3.Request request, Call call) {
    this.request = request;
    this.call = call;
  }

  /** The governor's first look at a request. */
  static int look(Governor governor, okhttp3.Request request) {
    return FollowedExchange.look(
        governor, request.method(), request.url().host(), request.url().encodedPath());
  }

  @Override
  public String client() {
    return OkHttpInstrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.method().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    return request.url().toString();
  }

  @Override
  public String host() {
    return request.url().host();
  }

  @Override
  public int port() {
    return request.url().port();
  }

  @Override
  public String path() {
    return request.url().encodedPath();
  }

  @Override
  public String header(String name) {
    return request.header(name);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A body is written once, by us, and what it wrote is sent: not every body that can be written
   * twice says the truth about it. One of unknown length is therefore read whole whatever {@code
   * max} says.
   */
  @Override
  public byte[] body(int max) throws IOException {
    RequestBody body = request.body();
    if (body == null) {
      return NOTHING;
    }
    if (bytes == null && (body.isDuplex() || lengthOf(body) > max)) {
      return null;
    }
    if (bytes == null) {
      bytes = read(body);
    }
    return bytes.length > max ? null : bytes;
  }

  @Override
  public boolean mayBlock() {
    return true; // Interceptors run on the caller's thread, or on the dispatcher's.
  }

  /** What the app's own body threw while it was read, or null. */
  Throwable failure() {
    return failure;
  }

  /**
   * Lets the app see what its own body threw, if it threw anything: checked or not, since Kotlin
   * does not tell.
   */
  void rethrowFailure() throws IOException {
    if (failure != null) {
      OkHttpRequest.<IOException>rethrow(failure);
    }
  }

  /**
   * The request to send. Never fails: after a fault of ours, the exchange is charged and the app's
   * own request is sent, or what its body wrote where that was read.
   */
  okhttp3.Request toSend(Decision decision, FollowedExchange exchange) {
    try {
      RequestBody body = bodyToSend(decision);
      boolean plain = decision.plain() && request.header("Accept-Encoding") != null;
      if (body == request.body() && !plain) {
        return request;
      }
      okhttp3.Request.Builder sent = request.newBuilder();
      if (body != request.body()) {
        sent.method(request.method(), body);
      }
      // Without the header OkHttp asks for gzip by itself, and undoes it before we see the body.
      return (plain ? sent.removeHeader("Accept-Encoding") : sent).build();
    } catch (Throwable fault) {
      exchange.charge(fault);
      return request;
    }
  }

  private RequestBody bodyToSend(Decision decision) {
    RequestBody body = request.body();
    if (decision.body() != null) {
      byte[] replaced = decision.body();
      return new OkHttpSentBody(
          body == null ? null : body.contentType(),
          replaced,
          replaced.length,
          body != null && body.isOneShot());
    }
    return bytes == null
        ? body
        : new OkHttpSentBody(body.contentType(), bytes, length, body.isOneShot());
  }

  private long lengthOf(RequestBody body) throws IOException {
    try {
      length = body.contentLength();
      return length;
    } catch (Throwable thrown) {
      throw failed(thrown);
    }
  }

  private byte[] read(RequestBody body) throws IOException {
    Buffer written = new Buffer();
    try {
      BufferedSink sink = Okio.buffer(new OkHttpReadAhead(call, written));
      body.writeTo(sink);
      sink.close(); // As OkHttp does; the body may have done it.
    } catch (Throwable thrown) {
      throw failed(thrown);
    }
    return written.readByteArray();
  }

  /** Keeps what the app threw, and gives what tells the governor apart from a fault of ours. */
  private IOException failed(Throwable thrown) {
    failure = thrown;
    return thrown instanceof IOException ? (IOException) thrown : new IOException(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
