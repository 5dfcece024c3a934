package dev.bursar.it.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts the tokens that the provider bills. */
final class Tokens {
  private static final int PER_MESSAGE = 3;
  private static final int PER_NAME = 1;
  private static final int PRIMING = 3;
  private static final int PER_TOOL = 8;
  private static final int PER_IMAGE = 765;

  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();
  private static final Encoding CHAT = REGISTRY.getEncoding(EncodingType.O200K_BASE);
  private static final Encoding EMBEDDING = REGISTRY.getEncoding(EncodingType.CL100K_BASE);

  private Tokens() {}

  /** Of a text, as the chat models count it. */
  static int ofText(String text) {
    return CHAT.countTokensOrdinary(text);
  }

  /** Of everything that a chat request gives to the model. */
  static int ofChat(JsonNode request) {
    int tokens = PRIMING;
    for (JsonNode message : request.path("messages")) {
      tokens += PER_MESSAGE + ofText(message.path("role").asText());
      tokens += ofContent(message.path("content"));
      if (message.has("name")) {
        tokens += PER_NAME + ofText(message.path("name").asText());
      }
      if (message.has("tool_calls")) {
        tokens += ofText(message.path("tool_calls").toString());
      }
    }
    for (JsonNode tool : request.path("tools")) {
      tokens += PER_TOOL + ofText(tool.path("function").toString());
    }
    return tokens;
  }

  private static int ofContent(JsonNode content) {
    if (!content.isArray()) {
      return ofText(content.asText(""));
    }
    int tokens = 0;
    for (JsonNode part : content) {
      tokens += part.has("image_url") ? PER_IMAGE : ofText(part.path("text").asText(""));
    }
    return tokens;
  }

  /** Of an embedding request's input: a text, texts, or ready-made tokens. */
  static int ofEmbedding(JsonNode input) {
    if (input.isTextual()) {
      return EMBEDDING.countTokensOrdinary(input.asText());
    }
    if (input.isNumber()) {
      return 1;
    }
    int tokens = 0;
    for (JsonNode part : input) {
      tokens += ofEmbedding(part);
    }
    return tokens;
  }
}
