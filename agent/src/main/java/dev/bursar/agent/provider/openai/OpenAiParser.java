package dev.bursar.agent.provider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.UnreadableBodyException;
import java.io.IOException;
import java.util.List;

/**
 * Reads a request's body once, streaming. Members that stand twice count twice, so that the dearer
 * one decides: servers differ in which one they take.
 */
final class OpenAiParser {
  // The pool is not bound to threads: the app's threads must not keep our buffers.
  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final byte[] body;
  private final Found found;
  private final JsonParser p;
  private int streams;
  private boolean usageBlocked;

  private OpenAiParser(byte[] body, Found found, JsonParser p) {
    this.body = body;
    this.found = found;
    this.p = p;
  }

  /**
   * Reads a body.
   *
   * @param chat whether the path is one of chats; else of embeddings
   * @throws UnreadableBodyException where it is not JSON in UTF-8
   */
  static Found parse(byte[] body, boolean chat) throws UnreadableBodyException {
    if (body.length == 0) {
      throw new UnreadableBodyException("the body is empty, JSON was expected");
    }
    // Other encodings would make bytes no bound of tokens; JSON text never holds a NUL.
    if (body[0] < 0 || body[0] == 0 || (body.length > 1 && body[1] == 0)) {
      throw new UnreadableBodyException("the body is not JSON in UTF-8");
    }
    try (JsonParser p = JSON.createParser(body)) {
      Found found = new Found(chat);
      new OpenAiParser(body, found, p).root();
      return found;
    } catch (IOException e) {
      throw new UnreadableBodyException(
          "the body is not the JSON that was expected: " + e.getClass().getSimpleName());
    }
  }

  private void root() throws IOException, UnreadableBodyException {
    JsonToken first = p.nextToken();
    if (first == JsonToken.START_OBJECT) {
      found.afterBrace = start() + 1;
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        String name = p.currentName();
        p.nextToken();
        member(name);
      }
    } else {
      p.skipChildren();
    }
    if (p.nextToken() != null) {
      throw new UnreadableBodyException("the body holds more than one JSON value");
    }
    if (found.badLimit) {
      found.limit = Call.NONE;
    }
    found.canAskForUsage = found.stream && streams == 1 && !usageBlocked;
  }

  private void member(String name) throws IOException {
    switch (name) {
      case "messages":
        found.isCall = true;
        new MessageScan(body, found, p).scan();
        break;
      case "input":
        input();
        break;
      case "model":
        model();
        break;
      case "models":
        models();
        break;
      case Dialect.NEW_LIMIT:
        limit(found.newLimits, found.newNulls);
        break;
      case Dialect.OLD_LIMIT:
        limit(found.oldLimits, found.oldNulls);
        break;
      case "n":
      case "best_of":
        answers();
        break;
      case "stream":
        stream();
        break;
      case "stream_options":
        streamOptions();
        break;
      default:
        rare(name);
        break;
    }
  }

  private void rare(String name) throws IOException {
    boolean absent = p.currentToken() == JsonToken.VALUE_NULL;
    switch (name) {
      case "tools":
        new ToolScan(found, p).scan();
        return;
      case "functions":
        found.tools |= !absent;
        break;
      case "response_format":
        found.format |= !absent;
        break;
      case "service_tier":
        found.priority |= "priority".equals(p.getValueAsString());
        break;
      case "modalities":
        modalities();
        return;
      case "audio":
        found.audioOutput |= !absent;
        break;
      case "prediction":
        if (!absent) {
          int from = start();
          p.skipChildren();
          found.predicted += end() - from;
        }
        return;
      case "web_search_options":
      case "search_parameters":
      case "plugins":
        searches(name, absent);
        return;
      case "previous_response_id":
      case "conversation":
        if (!absent) {
          found.unbounded("its input is partly held by the server (" + name + ")");
        }
        break;
      case "reasoning":
        reasoning();
        return;
      case "provider":
      case "route":
        found.tools |= !absent;
        break;
      default:
        break;
    }
    p.skipChildren();
  }

  private void model() throws IOException {
    if (p.currentToken() == JsonToken.VALUE_STRING) {
      add(p.getText());
    } else {
      p.skipChildren();
    }
  }

  private void add(String model) {
    if (!found.models.contains(model)) {
      found.models.add(model);
    }
  }

  /** OpenRouter's fallbacks: any of them may answer. */
  private void models() throws IOException {
    if (p.currentToken() != JsonToken.START_ARRAY) {
      p.skipChildren();
      return;
    }
    found.tools = true;
    while (p.nextToken() != JsonToken.END_ARRAY) {
      model();
    }
  }

  private void input() throws IOException {
    if (found.chat) {
      p.skipChildren();
      return;
    }
    found.isCall = true;
    int depth = 0;
    do {
      JsonToken t = p.currentToken();
      if (t == JsonToken.START_OBJECT) {
        found.unbounded("its input holds more than text");
        p.skipChildren();
      } else if (t == JsonToken.START_ARRAY) {
        depth++;
      } else if (t == JsonToken.END_ARRAY) {
        depth--;
      }
    } while (depth > 0 && p.nextToken() != null);
  }

  private void limit(List<Found.Range> values, List<Found.Range> nulls) throws IOException {
    int from = start();
    if (p.currentToken() == JsonToken.VALUE_NULL) {
      nulls.add(new Found.Range(from, end()));
      return;
    }
    long limit = Numbers.whole(p, false);
    p.skipChildren();
    values.add(new Found.Range(from, end()));
    if (limit > 0) {
      found.limit = Math.max(found.limit, limit);
    } else {
      // 0 and negative numbers mean "no limit" to some servers.
      found.badLimit = true;
    }
  }

  private void answers() throws IOException {
    if (p.currentToken() != JsonToken.VALUE_NULL) {
      found.answers = Math.max(found.answers, Numbers.whole(p, true));
    }
    p.skipChildren();
  }

  private void stream() throws IOException {
    streams++;
    JsonToken t = p.currentToken();
    if (t != JsonToken.VALUE_FALSE && t != JsonToken.VALUE_NULL) {
      found.stream = true;
      usageBlocked |= t != JsonToken.VALUE_TRUE;
    }
    p.skipChildren();
  }

  private void streamOptions() throws IOException {
    // Twice, or no object: whatever we sent could be read in two ways.
    usageBlocked |= found.streamOptions != null;
    int from = start();
    if (p.currentToken() == JsonToken.START_OBJECT) {
      found.afterOptionsBrace = from + 1;
      found.optionsEmpty = true;
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        found.optionsEmpty = false;
        boolean usage = "include_usage".equals(p.currentName());
        JsonToken value = p.nextToken();
        if (usage) {
          usageBlocked |= found.includeUsage != null || value.isStructStart();
          usageBlocked |= value != JsonToken.VALUE_FALSE && value != JsonToken.VALUE_NULL;
          found.includeUsage = new Found.Range(start(), end());
        }
        p.skipChildren();
      }
    } else {
      usageBlocked |= p.currentToken() != JsonToken.VALUE_NULL;
      p.skipChildren();
    }
    found.streamOptions = new Found.Range(from, end());
  }

  private void modalities() throws IOException {
    if (p.currentToken() == JsonToken.START_ARRAY) {
      while (p.nextToken() != JsonToken.END_ARRAY) {
        found.audioOutput |= "audio".equals(p.getValueAsString());
        p.skipChildren();
      }
    }
    p.skipChildren();
  }

  private void searches(String name, boolean absent) throws IOException {
    boolean off = absent;
    if (p.currentToken() == JsonToken.START_OBJECT) {
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        boolean mode = "mode".equals(p.currentName());
        p.nextToken();
        off |= mode && "off".equals(p.getValueAsString());
        p.skipChildren();
      }
    } else if (p.currentToken() == JsonToken.START_ARRAY) {
      off = p.nextToken() == JsonToken.END_ARRAY;
      while (p.currentToken() != JsonToken.END_ARRAY) {
        p.skipChildren();
        p.nextToken();
      }
    }
    if (!off) {
      found.serverTool("the provider searches for it (" + name + ")");
    }
  }

  private void reasoning() throws IOException {
    if (p.currentToken() == JsonToken.START_OBJECT) {
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        boolean mode = "mode".equals(p.currentName());
        p.nextToken();
        if (mode && "pro".equals(p.getValueAsString())) {
          found.unbounded("the provider adds input of its own (reasoning.mode)");
        }
        p.skipChildren();
      }
    }
    p.skipChildren();
  }

  private int start() {
    return (int) p.currentTokenLocation().getByteOffset();
  }

  /** The end of the current scalar, or of the container that was just read. */
  private int end() throws IOException {
    if (p.currentToken() == JsonToken.VALUE_STRING) {
      // A string is only read when it is asked for.
      p.finishToken();
    }
    return (int) p.currentLocation().getByteOffset();
  }
}
