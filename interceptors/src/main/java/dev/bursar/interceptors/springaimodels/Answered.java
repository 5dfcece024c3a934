package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.Gate;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.ModelCall;
import java.util.Optional;

/**
 * What a model has answered: all at once, or in parts, of which each may state what was used until
 * then. Not thread-safe.
 */
final class Answered {
  private final Texts written = new Texts();
  private final boolean chat;
  private boolean stated;
  private long input;
  private long output;
  private long total;
  private long cached;
  private long cacheWrite;
  private String model;

  /**
   * @param chat whether it is a conversation, else vectors
   */
  Answered(boolean chat) {
    this.chat = chat;
  }

  /** Ends a call with an answer; where the app's own classes fail as asked, nobody knows it. */
  static void whole(ModelCall call, boolean chat, Object answer) {
    Answered all = new Answered(chat);
    try {
      all.add(answer);
    } catch (Throwable unreadable) {
      Gate.fault(unreadable);
      call.failed(0, unreadable);
      return;
    }
    call.answered(all.read());
  }

  /** Adds a part; nothing for null. */
  void add(Object part) {
    Object metadata = Getter.get(part, "getMetadata");
    String name = Getter.text(metadata, "getModel");
    model = name == null || name.isEmpty() ? model : name;
    usage(Getter.get(metadata, "getUsage"));
    if (chat) {
      Object results = Getter.get(part, "getResults");
      if (results instanceof Iterable) {
        for (Object each : (Iterable<?>) results) {
          written.add(Getter.get(each, "getOutput"));
        }
      }
    }
  }

  private void usage(Object usage) {
    long in = count(usage, "getPromptTokens");
    long out = count(usage, "getCompletionTokens");
    long all = count(usage, "getTotalTokens");
    if (in == 0 && out == 0 && all == 0) {
      return;
    }
    stated = true;
    if (in < 0 || out < 0 || input < 0) {
      input = -1;
      return;
    }
    Object said = Getter.get(usage, "getNativeUsage");
    long read = part(said, "cacheReadInputTokens");
    long wrote =
        Math.max(part(said, "cacheCreationInputTokens"), part(said, "cacheWriteInputTokens"));
    cached = Math.max(cached, read > 0 ? read : part(usage, "getCacheReadInputTokens"));
    cacheWrite = Math.max(cacheWrite, wrote);
    input = Math.max(input, in + read + wrote); // Who names them leaves them out of the input.
    output = Math.max(output, out);
    total = Math.max(total, all);
  }

  private static long count(Object usage, String name) {
    Long count = Getter.number(usage, name);
    return count == null ? 0 : count;
  }

  private static long part(Object usage, String name) {
    Object count = Getter.get(usage, name);
    count = count instanceof Optional ? ((Optional<?>) count).orElse(null) : count;
    return count instanceof Integer || count instanceof Long
        ? Math.max(0, ((Number) count).longValue())
        : 0;
  }

  /** All of it. */
  ModelAnswer read() {
    if (!stated) {
      return ModelAnswer.withoutUsage(written.bytes(), model);
    }
    if (input < 0) {
      return ModelAnswer.of(-1, -1, 0, 0, model);
    }
    if (!chat) {
      return ModelAnswer.of(Math.max(input, total), 0, 0, 0, model);
    }
    // What is in the total alone was thought, and is billed as output.
    return ModelAnswer.of(
        input, Math.max(output, total - input), Math.min(cached, input), cacheWrite, model);
  }
}
