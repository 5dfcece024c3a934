package dev.bursar.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a provider says, as bytes on the wire, and the request that it answers. In pieces as they
 * would arrive: a stream brings one event at a time.
 */
final class CannedAnswers {
  /** How many events of a stream bring a word of the answer. */
  static final int EVENTS = 500;

  /** The length of the request's body, in bytes. */
  static final int BODY = 2048;

  static final String CHAT = "/v1/chat/completions";
  static final String OTHER = "/v1/other";
  static final String RESOURCE = "/v1/resource/7";

  private static final String TAIL =
      "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_8c1f5d0e7a\"";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":412,\"completion_tokens\":97,\"total_tokens\":509,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
          + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";

  private static final byte[][] ANSWER = {
    json("{" + head("") + message() + USAGE + "," + TAIL + "}")
  };
  private static final byte[][] STREAM = stream();
  private static final byte[][] SMALL = {json("{\"ok\":true}")};
  private static final byte[][] TAGGED = {
    (ok("application/json") + "ETag: \"7f\"\r\nContent-Length: 11\r\n\r\n{\"ok\":true}")
        .getBytes(US_ASCII)
  };

  private CannedAnswers() {}

  /** A request of {@link #BODY} bytes, as an SDK writes one. */
  static byte[] request(boolean stream) {
    String before =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"You answer in one"
            + " sentence.\"},{\"role\":\"user\",\"content\":\"";
    String after =
        "\"}],\"temperature\":0.2,\"max_tokens\":256" + (stream ? ",\"stream\":true}" : "}");
    StringBuilder text = new StringBuilder(before);
    while (text.length() + after.length() < BODY) {
      text.append("The quick brown fox said \\\"no\\\" to the lazy dog.\\n");
    }
    text.setLength(BODY - after.length());
    while (text.charAt(text.length() - 1) == '\\') {
      text.setCharAt(text.length() - 1, '.');
    }
    return text.append(after).toString().getBytes(US_ASCII);
  }

  /**
   * The answer to a request.
   *
   * @param b holds the request's first line, and the end of its body where it has one
   */
  static byte[][] to(byte[] b, int from, int to) {
    String line = new String(b, from, Math.min(to - from, 64), ISO_8859_1);
    if (line.startsWith("GET ")) {
      return line.startsWith(RESOURCE, 4) ? TAGGED : SMALL;
    }
    if (!line.startsWith(CHAT, 5)) {
      return SMALL;
    }
    return line.startsWith("?stream", 5 + CHAT.length()) ? STREAM : ANSWER;
  }

  private static String head(String kind) {
    return "\"id\":\"chatcmpl-BxQv6Qm1uZ7jH0d3KpYt2sRfWnLcE\",\"object\":\"chat.completion"
        + kind
        + "\",\"created\":1785542400,\"model\":\"gpt-4o-2024-08-06\",";
  }

  private static String message() {
    char[] words = new char[400];
    Arrays.fill(words, 'w');
    for (int i = 7; i < words.length; i += 8) {
      words[i] = ' ';
    }
    return "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + new String(words)
        + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],";
  }

  private static byte[][] stream() {
    List<byte[]> parts = new ArrayList<>();
    parts.add((ok("text/event-stream") + "Transfer-Encoding: chunked\r\n\r\n").getBytes(US_ASCII));
    for (int i = 0; i < EVENTS; i++) {
      parts.add(
          event(
              "{"
                  + head(".chunk")
                  + TAIL
                  + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,"
                  + "\"finish_reason\":null}],\"usage\":null}"));
    }
    parts.add(event("{" + head(".chunk") + TAIL + ",\"choices\":[]," + USAGE + "}"));
    parts.add(event("[DONE]"));
    parts.add("0\r\n\r\n".getBytes(US_ASCII));
    return parts.toArray(new byte[0][]);
  }

  private static byte[] event(String data) {
    String event = "data: " + data + "\n\n";
    return (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n").getBytes(US_ASCII);
  }

  private static byte[] json(String body) {
    return (ok("application/json") + "Content-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(US_ASCII);
  }

  private static String ok(String type) {
    return "HTTP/1.1 200 OK\r\nDate: Sat, 01 Aug 2026 00:00:00 GMT\r\nContent-Type: "
        + type
        + "\r\nx-request-id: req_4b7d1c0a9e\r\nopenai-processing-ms: 512\r\n";
  }
}
