package dev.bursar.programs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

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

  /** What is asked of the model. */
  public static String prompt(Order order) {
    return order.get("prompt", "Say something.");
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
