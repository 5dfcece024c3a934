package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.Decision;
import dev.bursar.gate.Request;
import dev.bursar.interceptors.FollowedExchange;
import io.ktor.client.engine.UtilsKt;
import io.ktor.client.request.HttpRequestData;
import io.ktor.http.ContentType;
import io.ktor.http.Headers;
import io.ktor.http.HeadersBuilder;
import io.ktor.http.Url;
import io.ktor.http.content.OutgoingContent;
import io.ktor.util.Attributes;
import java.util.Locale;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;

/** A request of Ktor's as the governor sees it. */
final class KtorCioRequest implements Request {
  private static final String LENGTH = "Content-Length";
  private static final String ACCEPT_ENCODING = "Accept-Encoding";
  private static final byte[] NOTHING = new byte[0];

  /** A body that is longer is not read ahead; no provider takes one. */
  private static final int MOST = 64 << 20;

  private final HttpRequestData data;
  private final KtorCioChannels channels;
  private final OutgoingContent content;
  private KtorCioReadAhead ahead;
  private byte[] bytes;
  private Throwable failure;

  KtorCioRequest(HttpRequestData data, KtorCioChannels channels) {
    this.data = data;
    this.channels = channels;
    this.content = channels.unwrapped(data.getBody());
  }

  /** The app's request. */
  HttpRequestData data() {
    return data;
  }

  /** What knows this Ktor's channels. */
  KtorCioChannels channels() {
    return channels;
  }

  /** Whether it asks for another protocol, which is no read. */
  boolean isUpgrade() {
    return content instanceof OutgoingContent.ProtocolUpgrade
        || header("Sec-WebSocket-Key") != null;
  }

  /** Whether it has a body whose sending is seen as the body is asked for. */
  boolean hasBody() {
    return content instanceof OutgoingContent.ByteArrayContent
        || content instanceof OutgoingContent.ReadChannelContent
        || content instanceof OutgoingContent.WriteChannelContent;
  }

  /**
   * Reads the body.
   *
   * @param next is resumed with what is to be given to {@link #arrived}, if not all is there yet
   * @return whether it has been read, as far as it can be
   */
  boolean read(Continuation<Object> next) {
    if (ahead == null) {
      if (!begin(next)) {
        return true;
      }
    }
    if (!ahead.read(next)) {
      return false;
    }
    failure = ahead.failure();
    bytes = failure == null && ahead.isWhole() ? ahead.bytes() : null;
    return true;
  }

  /** Whether there is anything to be read bit by bit. */
  private boolean begin(Continuation<Object> next) {
    if (content instanceof OutgoingContent.ByteArrayContent) {
      try {
        bytes = ((OutgoingContent.ByteArrayContent) content).bytes();
      } catch (Throwable appFailed) {
        failure = appFailed;
      }
      return false;
    }
    if (!hasBody()) {
      bytes = NOTHING;
      return false;
    }
    Long length = content.getContentLength();
    if (length != null && length > MOST) {
      return false;
    }
    try {
      // Where the engine has it written: not a part of what its caller waits for.
      CoroutineContext call = (CoroutineContext) UtilsKt.callContext(next);
      ahead = new KtorCioReadAhead(channels, channels.open(content, call), MOST);
    } catch (Throwable appFailed) {
      failure = appFailed;
      return false;
    }
    return true;
  }

  /** What {@link #read} was suspended for has come. */
  void arrived(Object result) {
    ahead.arrived(result);
  }

  /** What the app's body threw while it was read, or null. */
  Throwable failure() {
    return failure;
  }

  /** It will not be sent: lets go of what has not been read of the body. */
  void giveUp() {
    if (ahead != null && !ahead.isWhole()) {
      ahead.cancel();
    }
  }

  /** The app's request, whose body is sent as far as it was read. */
  HttpRequestData unfollowed() {
    return ahead == null
        ? data
        : with(data.getHeaders(), sentBody(null, null), data.getAttributes());
  }

  /**
   * What to send.
   *
   * @param exchange is told of each sending
   * @param answer is told of the response where the engine hands it to an adapter; null for none
   */
  HttpRequestData toSend(Decision decision, FollowedExchange exchange, KtorCioAnswer answer) {
    byte[] replaced = hasBody() ? decision.body() : null;
    Headers headers = data.getHeaders();
    boolean measured = replaced != null && headers.contains(LENGTH);
    boolean plain = decision.plain() && headers.contains(ACCEPT_ENCODING);
    if (measured || plain) {
      HeadersBuilder changed = new HeadersBuilder(8);
      changed.appendAll(headers);
      if (measured) {
        changed.set(LENGTH, Integer.toString(replaced.length));
      }
      if (plain) {
        changed.remove(ACCEPT_ENCODING);
      }
      headers = changed.build();
    }
    return with(
        headers,
        hasBody() ? sentBody(replaced, exchange) : data.getBody(),
        channels.adapted(data, answer));
  }

  /** The app's request, of whose response an adapter is to be shown to us. */
  HttpRequestData toRead(KtorCioAnswer answer) {
    Attributes attributes = channels.adapted(data, answer);
    return attributes == data.getAttributes()
        ? data
        : with(data.getHeaders(), data.getBody(), attributes);
  }

  private HttpRequestData with(Headers headers, OutgoingContent body, Attributes attributes) {
    return new HttpRequestData(
        data.getUrl(), data.getMethod(), headers, body, data.getExecutionContext(), attributes);
  }

  private OutgoingContent sentBody(byte[] replaced, FollowedExchange exchange) {
    byte[] whole = replaced == null ? bytes : replaced;
    Long length = content.getContentLength();
    OutgoingContent sent =
        whole == null
            ? new KtorCioSentRest(content, channels, ahead, exchange)
            : new KtorCioSentBytes(
                content, whole, length == null ? null : Long.valueOf(whole.length), exchange);
    return channels.wrapped(data.getBody(), sent);
  }

  @Override
  public String client() {
    return KtorCioInstrumentation.CLIENT;
  }

  @Override
  public String method() {
    return data.getMethod().getValue().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    Url url = data.getUrl();
    boolean usual = url.getPort() == url.getProtocol().getDefaultPort();
    return url.getProtocol().getName()
        + "://"
        + url.getHost()
        + (usual ? "" : ":" + url.getPort())
        + (url.getEncodedPath().isEmpty() ? "/" : "")
        + url.getEncodedPathAndQuery();
  }

  @Override
  public String host() {
    return data.getUrl().getHost();
  }

  @Override
  public int port() {
    return data.getUrl().getPort();
  }

  @Override
  public String path() {
    String path = data.getUrl().getEncodedPath();
    return path.isEmpty() ? "/" : path;
  }

  /** {@inheritDoc} What the body says of itself becomes a header later on. */
  @Override
  public String header(String name) {
    OutgoingContent body = data.getBody();
    if (name.equalsIgnoreCase("Content-Type")) {
      ContentType type = body.getContentType();
      if (type != null) {
        return type.toString();
      }
    }
    String header = data.getHeaders().get(name);
    return header == null ? body.getHeaders().get(name) : header;
  }

  @Override
  public byte[] body(int max) {
    return bytes != null && bytes.length <= max ? bytes : null;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }
}
