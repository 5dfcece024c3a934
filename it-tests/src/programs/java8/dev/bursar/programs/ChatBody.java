package dev.bursar.programs;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;

/** The request body that an app with a bare HTTP client writes itself. */
public final class ChatBody {
  private ChatBody() {}

  /** The bytes to send: the order's own body, or a chat or embedding request made of it. */
  public static byte[] of(Order order) {
    if (order.has("body64")) {
      return Base64.getDecoder().decode(order.get("body64"));
    }
    String json;
    if (order.get("kind", "chat").equals("embed")) {
      json =
          "{\"model\":"
              + quoted(order.get("model"))
              + ",\"input\":["
              + quoted(prompt(order))
              + "]}";
    } else {
      json = chat(order);
    }
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** A short request of a chat model. */
  public static String hello(boolean stream) {
    return "{\"model\":\"gpt-4o\",\"max_tokens\":20,\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
  }

  /** What is asked of the model. */
  public static String prompt(Order order) {
    return order.get("prompt", "Say something.");
  }

  /** The same request with so many letters more in its prompt, made while it is read. */
  public static InputStream filled(Order order) {
    String json = chat(order);
    int at = json.indexOf("\"}]");
    return new SequenceInputStream(
        Collections.enumeration(
            Arrays.asList(
                bytes(json.substring(0, at)),
                new Letters(order.number("fill", 0)),
                bytes(json.substring(at)))));
  }

  /** The length of {@link #filled}. */
  public static long filledLength(Order order) {
    return (long) chat(order).length() + order.number("fill", 0);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** So many letters, of which none is kept. */
  private static final class Letters extends InputStream {
    private int left;

    Letters(int left) {
      this.left = left;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'a' : -1;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      if (left <= 0) {
        return -1;
      }
      int n = Math.min(left, length);
      Arrays.fill(buffer, from, from + n, (byte) 'a');
      left -= n;
      return n;
    }
  }

  private static String chat(Order order) {
    StringBuilder json = new StringBuilder("{\"model\":").append(quoted(order.get("model")));
    json.append(",\"messages\":[{\"role\":\"user\",\"content\":");
    json.append(quoted(prompt(order))).append("}]");
    if (order.has("max")) {
      json.append(",\"max_completion_tokens\":").append(order.number("max", 0));
    }
    if (order.has("n")) {
      json.append(",\"n\":").append(order.number("n", 1));
    }
    if (order.flag("stream")) {
      json.append(",\"stream\":true");
    }
    if (order.flag("usage")) {
      json.append(",\"stream_options\":{\"include_usage\":true}");
    }
    return json.append('}').toString();
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
