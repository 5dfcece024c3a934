package dev.bursar.it.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request as it came over the wire. Immutable. */
public final class ReceivedRequest {
  private final Protocol protocol;
  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;

  ReceivedRequest(
      Protocol protocol,
      String method,
      String path,
      List<Map.Entry<String, String>> headers,
      byte[] body) {
    this.protocol = protocol;
    this.method = method;
    this.path = path;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  /** What it came by. */
  public Protocol protocol() {
    return protocol;
  }

  /** The method. */
  public String method() {
    return method;
  }

  /** The path, without the query. */
  public String path() {
    return path;
  }

  /** All headers in their order, names in lower case. */
  public List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /** The first value of a header, or an empty text. */
  public String header(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals(lower)) {
        return header.getValue();
      }
    }
    return "";
  }

  /** The body, with its transfer coding taken off. */
  public byte[] body() {
    return body.clone();
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
