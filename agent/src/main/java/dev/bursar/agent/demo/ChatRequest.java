package dev.bursar.agent.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What the demo's provider needs to know of a request. Immutable. */
final class ChatRequest {
  /** What gpt-4o writes at most where the request sets no limit. */
  static final long MODEL_MAXIMUM = 16_384;

  private final String prompt;
  private final long outputLimit;

  private ChatRequest(String prompt, long outputLimit) {
    this.prompt = prompt;
    this.outputLimit = outputLimit;
  }

  /** Reads a body of the chat completions API. */
  static ChatRequest parse(byte[] body) throws IOException {
    StringBuilder prompt = new StringBuilder();
    long limit = MODEL_MAXIMUM;
    try (JsonParser json = new JsonFactory().createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String field = json.currentName();
        if (token == JsonToken.VALUE_STRING && "content".equals(field)) {
          prompt.append(json.getText()).append('\n');
        } else if (token == JsonToken.VALUE_NUMBER_INT
            && ("max_tokens".equals(field) || "max_completion_tokens".equals(field))) {
          limit = Math.min(limit, json.getLongValue());
        }
      }
    }
    return new ChatRequest(prompt.toString(), limit);
  }

  /** All messages' text. */
  String prompt() {
    return prompt.toString();
  }

  /** The most tokens that the answer may have. */
  long outputLimit() {
    return outputLimit;
  }
}
