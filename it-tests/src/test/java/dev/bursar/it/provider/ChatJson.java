package dev.bursar.it.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes a completion as OpenAI does: one JSON object, or the events of a stream. */
final class ChatJson {
  /** As strict as a provider: no text after the object, but objects of any size. */
  static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNestingDepth(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Completion completion;
  private final Reply reply;

  ChatJson(Completion completion, Reply reply) {
    this.completion = completion;
    this.reply = reply;
  }

  byte[] whole() {
    ObjectNode root = head("chat.completion");
    for (int i = 0; i < completion.choices(); i++) {
      ObjectNode choice = root.withArray("choices").addObject();
      choice.put("index", i);
      ObjectNode message = choice.putObject("message").put("role", "assistant");
      if (reply.tools.isEmpty()) {
        message.put("content", completion.text(i));
      } else {
        tools(message.putNull("content"));
      }
      choice.put("finish_reason", completion.finish(i));
    }
    if (reply.usage != Reply.Usage.MISSING) {
      usage(root.putObject("usage"));
    }
    return bytes(root);
  }

  /** The stream's events, each with what it says and the blank line after it. */
  List<byte[]> events() {
    List<byte[]> events = new ArrayList<>();
    if (reply.comments) {
      events.add(line(": hello" + reply.lineEnd));
    }
    for (int i = 0; i < completion.choices(); i++) {
      ObjectNode first = chunk(i);
      delta(first).put("role", "assistant").put("content", reply.tools.isEmpty() ? "" : null);
      tools(delta(first));
      events.add(event(first));
      for (String piece : reply.tools.isEmpty() ? completion.pieces(i) : List.<String>of()) {
        ObjectNode next = chunk(i);
        delta(next).put("content", piece);
        events.add(event(next));
        if (reply.comments) {
          events.add(line(": still here" + reply.lineEnd));
        }
      }
      ObjectNode last = chunk(i);
      ((ObjectNode) last.path("choices").path(0)).put("finish_reason", completion.finish(i));
      events.add(event(last));
    }
    if (completion.usageAsked() && reply.usage != Reply.Usage.MISSING) {
      ObjectNode chunk = head("chat.completion.chunk");
      chunk.putArray("choices");
      usage(chunk.putObject("usage"));
      events.add(event(chunk));
    }
    events.add(line(prefix() + "[DONE]" + (reply.tight ? "" : reply.lineEnd)));
    return events;
  }

  private ObjectNode chunk(int index) {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", index);
    choice.putObject("delta");
    choice.putNull("finish_reason");
    if (completion.usageAsked() && reply.usageNulls) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private void tools(ObjectNode message) {
    if (reply.tools.isEmpty()) {
      return;
    }
    ArrayNode calls = message.putArray("tool_calls");
    for (String tool : reply.tools) {
      ObjectNode call = calls.addObject().put("index", calls.size() - 1);
      call.put("id", "call_" + completion.id() + "_" + calls.size()).put("type", "function");
      call.putObject("function").put("name", tool).put("arguments", "{}");
    }
  }

  private static ObjectNode delta(ObjectNode chunk) {
    return (ObjectNode) chunk.path("choices").path(0).path("delta");
  }

  private ObjectNode head(String object) {
    ObjectNode root = JSON.createObjectNode();
    root.put("id", completion.id()).put("object", object).put("created", completion.created());
    return root.put("model", completion.model()).put("system_fingerprint", "fp_mock");
  }

  private void usage(ObjectNode usage) {
    long sign = reply.usage == Reply.Usage.NEGATIVE ? -1 : 1;
    usage.put("prompt_tokens", sign * completion.input());
    usage.put("completion_tokens", sign * completion.output());
    usage.put("total_tokens", sign * (completion.input() + completion.output()));
    usage
        .putObject("prompt_tokens_details")
        .put("cached_tokens", completion.cached())
        .put("audio_tokens", 0);
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", completion.reasoning())
        .put("audio_tokens", 0);
  }

  private byte[] event(ObjectNode json) {
    return line(prefix() + new String(bytes(json), StandardCharsets.UTF_8) + reply.lineEnd);
  }

  private String prefix() {
    return reply.tight ? "data:" : "data: ";
  }

  private byte[] line(String text) {
    return (text + reply.lineEnd).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
