package dev.bursar.programs;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What models of the app's own making ask: a provider in the same JVM, which keeps its own meter.
 * It bills the dearest list prices of gpt-4o-mini and text-embedding-3-small, a token for each word
 * and never more output than it is told.
 */
final class OwnProvider {
  private static final long INPUT_NANOS = 165;
  private static final long OUTPUT_NANOS = 660;
  private static final long VECTOR_NANOS = 20;

  /** In nano-dollars. */
  static final AtomicLong BILLED = new AtomicLong();

  static final AtomicLong HITS = new AtomicLong();

  private OwnProvider() {}

  /** How many calls fail first, and how. */
  static final class Failures {
    private final int status;
    private int left;

    Failures(Order order) {
      this.left = order.number("fail", 0);
      this.status = order.number("failWith", 500);
    }

    synchronized void next() {
      if (left > 0) {
        left--;
        HITS.incrementAndGet();
        throw new HttpException(status, "not now");
      }
    }
  }

  /** Answers, and bills it. */
  static ChatResponse answer(Order order, ChatRequest request) {
    int input = 0;
    for (ChatMessage message : request.messages()) {
      input += words(message);
    }
    int most = request.parameters().maxOutputTokens();
    int output = order.number("output", 1 + ThreadLocalRandom.current().nextInt(most));
    LockSupport.parkNanos(order.number("delayMicros", 0) * 1000L);
    bill(input, output);
    ChatResponse.Builder answer =
        ChatResponse.builder()
            .aiMessage(AiMessage.from("word ".repeat(output)))
            .finishReason(FinishReason.STOP);
    return switch (order.get("usage", "right")) {
      case "none" -> answer.build();
      case "nonsense" -> answer.tokenUsage(new TokenUsage(-7, output)).build();
      case "half" -> answer.tokenUsage(new TokenUsage(input)).build();
      default -> answer.tokenUsage(new TokenUsage(input, output)).build();
    };
  }

  static void bill(int input, int output) {
    HITS.incrementAndGet();
    BILLED.addAndGet(input * INPUT_NANOS + output * OUTPUT_NANOS);
  }

  static void billVectors(int input) {
    HITS.incrementAndGet();
    BILLED.addAndGet(input * VECTOR_NANOS);
  }

  private static int words(ChatMessage message) {
    if (message instanceof UserMessage user) {
      return words(user.singleText());
    }
    return message instanceof SystemMessage system ? words(system.text()) : 0;
  }

  static int words(String text) {
    return text.trim().split("\\s+", -1).length;
  }
}
