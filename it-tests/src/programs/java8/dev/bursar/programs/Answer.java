package dev.bursar.programs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What came of one call, as the application saw it; one line of JSON on stdout. */
public final class Answer {
  private static final int TEXT_KEPT = 20_000;
  private static final int CAUSES_KEPT = 8;

  private final StringBuilder fields = new StringBuilder();
  private int status;
  private boolean refused;
  private boolean failed;

  /** The answer to one order. */
  public Answer(Order order) {
    put("id", order.id());
    put("verb", order.verb());
  }

  /** The HTTP status that the app saw. */
  public Answer status(int code) {
    status = code;
    if (code == 402) {
      refused = true;
    }
    return put("status", code);
  }

  /** The response's headers, by lower-case names. */
  public Answer headers(Map<String, String> headers) {
    StringBuilder object = new StringBuilder("{");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      object.append(object.length() == 1 ? "" : ",");
      quote(object, header.getKey().toLowerCase(Locale.ROOT));
      object.append(':');
      quote(object, header.getValue());
    }
    return raw("headers", object.append('}').toString());
  }

  /** The bytes of the response's body that the app got. */
  public Answer body(byte[] bytes) {
    put("length", bytes.length);
    put("sha256", sha256(bytes));
    String text = new String(bytes, StandardCharsets.UTF_8);
    return put("text", text.length() > TEXT_KEPT ? text.substring(0, TEXT_KEPT) : text);
  }

  /** The model's words that the app got. */
  public Answer content(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The exception that the app got, with its causes. */
  public Answer failure(Throwable thrown) {
    failed = true;
    put("error", thrown.getClass().getName());
    put("message", String.valueOf(thrown.getMessage()));
    Map<String, String> causes = new LinkedHashMap<>();
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < CAUSES_KEPT; t = t.getCause(), depth++) {
      causes.put(depth + " " + t.getClass().getName(), String.valueOf(t.getMessage()));
      if (t.getClass().getName().startsWith("dev.bursar.gate.BudgetExceeded")) {
        refused = true;
      }
    }
    StringBuilder array = new StringBuilder("[");
    for (Map.Entry<String, String> cause : causes.entrySet()) {
      array.append(array.length() == 1 ? "" : ",");
      quote(array, cause.getKey().substring(cause.getKey().indexOf(' ') + 1));
    }
    return raw("causes", array.append(']').toString());
  }

  /** The thread that the app's code ran on when it got the outcome. */
  public Answer thread() {
    return put("thread", Thread.currentThread().getName());
  }

  /** Whether the call was refused: 402, or the exception made for it. */
  public boolean refused() {
    return refused;
  }

  /** Whether the app got an exception, or a status that is no success. */
  public boolean failed() {
    return failed || status >= 400;
  }

  /** Adds a text. */
  public Answer put(String name, String value) {
    StringBuilder quoted = new StringBuilder();
    quote(quoted, value);
    return raw(name, quoted.toString());
  }

  /** Adds a number. */
  public Answer put(String name, long value) {
    return raw(name, Long.toString(value));
  }

  private Answer raw(String name, String json) {
    fields.append(fields.length() == 0 ? "" : ",");
    quote(fields, name);
    fields.append(':').append(json);
    return this;
  }

  /** The line, without its end. */
  public String toJson() {
    return "{" + fields + ",\"refused\":" + refused + ",\"failed\":" + failed() + "}";
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String sha256(byte[] bytes) {
    try {
      StringBuilder hex = new StringBuilder();
      for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) {
        hex.append(String.format(Locale.ROOT, "%02x", b));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
