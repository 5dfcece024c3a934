package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Request;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;

/** A request's head as the app has written it; it is not changed. */
final class NettyHttp2Head {
  private final Http2Headers headers;
  private final int[] priority;

  /**
   * @param priority the stream it depends on, its weight, and whether exclusively; null for the
   *     default
   */
  NettyHttp2Head(Http2Headers headers, int[] priority) {
    this.headers = headers;
    this.priority = priority;
  }

  Http2Headers headers() {
    return headers;
  }

  int[] priority() {
    return priority;
  }

  boolean expectsContinue() {
    CharSequence expected = headers.get(HttpHeaderNames.EXPECT);
    return expected != null && "100-continue".contentEquals(expected);
  }

  /** The length that it announces, in bytes; 0 where it announces none. */
  long length() {
    CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.toString());
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }

  /** The first value of a header, in any case; null where it is absent. */
  static String value(Http2Headers headers, String name) {
    CharSequence value = headers.get(name.toLowerCase(Locale.ROOT));
    return value == null ? null : value.toString();
  }

  static String method(Http2Headers headers) {
    CharSequence method = headers.method();
    return method == null ? "" : method.toString();
  }

  /** Where a request goes by its own words, without the port; null where it does not say. */
  static String host(Http2Headers headers) {
    String authority = authority(headers);
    int end = portAt(authority);
    return end < 0 ? authority : authority.substring(0, end);
  }

  /** The raw path without the query; null where there is none. */
  static String path(Http2Headers headers) {
    CharSequence target = headers.path();
    String path = target == null ? null : target.toString();
    int query = path == null ? -1 : path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static String authority(Http2Headers headers) {
    CharSequence authority = headers.authority();
    CharSequence said = authority == null ? headers.get(HttpHeaderNames.HOST) : authority;
    return said == null ? null : said.toString();
  }

  private static int portAt(String authority) {
    int colon = authority == null ? -1 : authority.lastIndexOf(':');
    return colon > (authority == null ? -1 : authority.lastIndexOf(']')) ? colon : -1;
  }

  /**
   * The same for a body of which only the length is another.
   *
   * @param length the new body's, in bytes
   * @param plain whether the response must not be compressed
   */
  Http2Headers fitted(int length, boolean plain) {
    Http2Headers fitted = without(true, plain);
    if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      fitted.setInt(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    return fitted;
  }

  /** The same for a body that is not known yet, and for a response that may have to be changed. */
  Http2Headers early() {
    return without(true, true);
  }

  /** The same without what was answered already. */
  Http2Headers answered() {
    return without(false, false);
  }

  private Http2Headers without(boolean length, boolean encoding) {
    Http2Headers kept = new DefaultHttp2Headers(false);
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      CharSequence name = header.getKey();
      if (!HttpHeaderNames.EXPECT.contentEquals(name)
          && !(length && HttpHeaderNames.CONTENT_LENGTH.contentEquals(name))
          && !(encoding && HttpHeaderNames.ACCEPT_ENCODING.contentEquals(name))) {
        kept.add(name, header.getValue());
      }
    }
    return kept;
  }

  /**
   * The request as the governor sees it.
   *
   * @param body the whole body, or null where it cannot be read before it is sent
   */
  Request with(byte[] body) {
    return new Seen(headers, body);
  }

  private static final class Seen implements Request {
    private final Http2Headers headers;
    private final byte[] body;

    Seen(Http2Headers headers, byte[] body) {
      this.headers = headers;
      this.body = body;
    }

    @Override
    public String client() {
      return NettyHttp2Instrumentation.CLIENT;
    }

    @Override
    public String method() {
      return NettyHttp2Head.method(headers).toUpperCase(Locale.ROOT);
    }

    private String scheme() {
      CharSequence scheme = headers.scheme();
      return scheme == null ? "https" : scheme.toString();
    }

    @Override
    public String url() {
      return scheme() + "://" + authority(headers) + headers.path();
    }

    @Override
    public String host() {
      return NettyHttp2Head.host(headers);
    }

    @Override
    public int port() {
      String authority = authority(headers);
      int colon = portAt(authority);
      try {
        return colon < 0
            ? (scheme().equals("https") ? 443 : 80)
            : Integer.parseInt(authority.substring(colon + 1));
      } catch (NumberFormatException malformed) {
        return -1;
      }
    }

    @Override
    public String path() {
      return NettyHttp2Head.path(headers);
    }

    @Override
    public String header(String name) {
      return value(headers, name);
    }

    @Override
    public byte[] body(int max) {
      return body == null || body.length > max ? null : body;
    }

    @Override
    public boolean mayBlock() {
      return false; // An event loop's thread, or one that the app's request waits for.
    }
  }
}
