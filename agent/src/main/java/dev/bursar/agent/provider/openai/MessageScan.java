package dev.bursar.agent.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Looks in a request's messages for what is more than text: images, whose cost is bounded by the
 * model, and media whose cost the body does not show.
 */
final class MessageScan {
  /** Depth inside a message's content parts: messages, message, content, part. */
  private static final int PART = 4;

  private static final Set<String> TEXT_PARTS =
      new HashSet<>(
          Arrays.asList(
              "text",
              "input_text",
              "output_text",
              "summary_text",
              "refusal",
              "thinking",
              "redacted_thinking",
              "reasoning",
              "tool_use",
              "tool_result",
              "tool_call",
              "json",
              "image_url"));

  private final byte[] body;
  private final Found found;
  private final JsonParser p;

  MessageScan(byte[] body, Found found, JsonParser p) {
    this.body = body;
    this.found = found;
    this.p = p;
  }

  /** Reads the current value to its end. */
  void scan() throws IOException {
    int depth = 0;
    String name = "";
    boolean content = false;
    do {
      JsonToken t = p.currentToken();
      if (t == JsonToken.FIELD_NAME) {
        name = p.currentName();
        member(name);
      } else if (t.isStructStart()) {
        depth++;
        if (depth == PART - 1) {
          content = "content".equals(name);
        }
        name = "";
      } else if (t.isStructEnd()) {
        depth--;
      } else if (t == JsonToken.VALUE_STRING) {
        string(name, content && depth == PART);
      }
    } while (depth > 0 && p.nextToken() != null);
  }

  private void member(String name) {
    switch (name) {
      case "image_url":
        found.images++;
        break;
      case "input_audio":
      case "audio_url":
      case "audio":
        found.audioInput = true;
        unbounded(name);
        break;
      case "file":
      case "file_id":
      case "file_data":
      case "input_file":
      case "image_file":
      case "video_url":
      case "input_video":
      case "document_url":
        unbounded(name);
        break;
      default:
        break;
    }
  }

  private void unbounded(String name) {
    found.unbounded("its messages hold media whose cost they do not show (" + name + ")");
  }

  private void string(String name, boolean inPart) throws IOException {
    switch (name) {
      case "type":
        if (inPart && !TEXT_PARTS.contains(p.getText())) {
          found.unbounded("its messages hold parts that are neither text nor images");
        }
        break;
      case "detail":
        String detail = p.getText();
        found.unknownImage |=
            !"auto".equals(detail) && !"low".equals(detail) && !"high".equals(detail);
        break;
      case "image_url":
      case "url":
        url();
        break;
      default:
        break;
    }
  }

  /** Inline media is not text: its bytes are taken off again. */
  private void url() {
    int from = (int) p.currentTokenLocation().getByteOffset() + 1;
    if (from + 5 < body.length
        && body[from] == 'd'
        && body[from + 1] == 'a'
        && body[from + 2] == 't'
        && body[from + 3] == 'a'
        && body[from + 4] == ':') {
      int to = from;
      while (to < body.length && body[to] != '"') {
        to += body[to] == '\\' ? 2 : 1;
      }
      found.inlineBytes += to - from;
    }
  }
}
