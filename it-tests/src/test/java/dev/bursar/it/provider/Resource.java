package dev.bursar.it.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Something that can be read with GET and HEAD, with a version or without one. */
public final class Resource {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final byte[] body;

  private Resource(String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
    headers.put("Content-Type", "text/plain; charset=utf-8");
  }

  /** Without any version. */
  public static Resource of(String text) {
    return new Resource(text);
  }

  /** With an {@code ETag}, strong or weak, as given with its quotes. */
  public Resource etag(String tag) {
    headers.put("ETag", tag);
    return this;
  }

  /** With a {@code Last-Modified}. */
  public Resource lastModified(String date) {
    headers.put("Last-Modified", date);
    return this;
  }

  /** With another header. */
  public Resource header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  void answer(ReceivedRequest request, Wire wire) throws IOException {
    boolean sameTag =
        headers.containsKey("ETag") && request.header("if-none-match").equals(headers.get("ETag"));
    boolean sameDate =
        headers.containsKey("Last-Modified")
            && request.header("if-modified-since").equals(headers.get("Last-Modified"));
    if (sameTag || sameDate) {
      wire.head(304, headers, 0);
    } else if (request.method().equals("HEAD")) {
      wire.head(200, headers, body.length);
    } else {
      wire.head(200, headers, body.length);
      wire.piece(body, 0, body.length);
    }
    wire.end();
  }
}
