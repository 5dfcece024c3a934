package dev.bursar.interceptors.netty;

import dev.bursar.gate.Request;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.util.Locale;

/** A request at Netty's codec as the governor sees it. */
final class NettyRequest implements Request {
  private static final byte[] NOTHING = new byte[0];

  private final Channel channel;
  private final HttpRequest request;
  private final byte[] body;

  /**
   * @param body the whole body, or null where it cannot be read before it is sent
   */
  private NettyRequest(Channel channel, HttpRequest request, byte[] body) {
    this.channel = channel;
    this.request = request;
    this.body = body;
  }

  static NettyRequest of(Channel channel, HttpRequest request, byte[] body) {
    return new NettyRequest(channel, request, body);
  }

  static NettyRequest withoutBody(Channel channel, HttpRequest request) {
    return new NettyRequest(channel, request, NOTHING);
  }

  /** Where a request goes by its own words, without the port; null where it does not say. */
  static String host(HttpRequest request) {
    String authority = authority(request);
    int end = portAt(authority);
    return end < 0 ? authority : authority.substring(0, end);
  }

  /** A request's raw path without the query. */
  static String path(HttpRequest request) {
    String uri = request.uri();
    int from = uri.startsWith("/") ? 0 : pathAt(uri);
    int query = uri.indexOf('?', from);
    int to = query < 0 ? uri.length() : query;
    return from == to ? "/" : uri.substring(from, to);
  }

  /** Where the path begins in an absolute URL, as it is sent to a proxy. */
  private static int pathAt(String uri) {
    int scheme = uri.indexOf("://");
    int path = scheme < 0 ? 0 : uri.indexOf('/', scheme + 3);
    return path < 0 ? uri.length() : path;
  }

  private static String authority(HttpRequest request) {
    String uri = request.uri();
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    return scheme < 0
        ? request.headers().get(HttpHeaderNames.HOST)
        : uri.substring(scheme + 3, pathAt(uri));
  }

  private static int portAt(String authority) {
    int colon = authority == null ? -1 : authority.lastIndexOf(':');
    return colon > (authority == null ? -1 : authority.lastIndexOf(']')) ? colon : -1;
  }

  @Override
  public String client() {
    return NettyInstrumentation.CLIENT;
  }

  @Override
  public String method() {
    return request.method().name().toUpperCase(Locale.ROOT);
  }

  @Override
  public String url() {
    String uri = request.uri();
    return uri.startsWith("/")
        ? (isSecure() ? "https://" : "http://") + authority(request) + uri
        : uri;
  }

  @Override
  public String host() {
    return host(request);
  }

  @Override
  public int port() {
    String authority = authority(request);
    int colon = portAt(authority);
    try {
      return colon < 0 ? (isSecure() ? 443 : 80) : Integer.parseInt(authority.substring(colon + 1));
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  /** An HTTP/2 stream's own pipeline has no TLS, its connection's has. */
  private boolean isSecure() {
    return channel.pipeline().get(SslHandler.class) != null
        || (channel.parent() != null && channel.parent().pipeline().get(SslHandler.class) != null);
  }

  @Override
  public String path() {
    return path(request);
  }

  @Override
  public String header(String name) {
    return request.headers().get(name);
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
