package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.Gate;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.ModelCall;

/** Reads what a model has answered, and how it failed. */
final class LangChain4jModelsAnswer {
  private static final long UNREADABLE = -1;

  private LangChain4jModelsAnswer() {}

  /**
   * Ends a call that was answered; where the app's own classes fail as they are asked, nobody knows
   * what it used.
   *
   * @param answer LangChain4j's own; null where the model gave none
   */
  static void answered(ModelCall call, ModelKind kind, Object answer) {
    ModelAnswer read;
    try {
      read = read(kind, answer);
    } catch (Throwable unreadable) {
      Gate.fault(unreadable);
      call.failed(0, unreadable);
      return;
    }
    call.answered(read);
  }

  private static ModelAnswer read(ModelKind kind, Object answer) {
    String model = Getter.text(answer, "modelName");
    Object usage = Getter.get(answer, "tokenUsage");
    Long in = Getter.number(usage, "inputTokenCount");
    Long out = Getter.number(usage, "outputTokenCount");
    Long total = Getter.number(usage, "totalTokenCount");
    if (isNothing(in) && isNothing(out) && isNothing(total)) {
      return ModelAnswer.withoutUsage(kind.hasOutput() ? textOf(answer) : 0, model);
    }
    if (!kind.hasOutput()) {
      in = in == null ? total : in;
      out = out == null ? Long.valueOf(0) : out;
    }
    if (in == null || out == null || in < 0 || out < 0) {
      return ModelAnswer.of(UNREADABLE, UNREADABLE, 0, 0, model);
    }
    // Who names these counts leaves them out of the input.
    long read = orNone(Getter.number(usage, "cacheReadInputTokens"));
    long written =
        orNone(Getter.number(usage, "cacheCreationInputTokens"))
            + orNone(Getter.number(usage, "cacheWriteInputTokens"));
    long cached = read + orNone(cachedPart(usage));
    long input = in + read + written;
    // What is in the total alone was thought, and is billed as output.
    long output = total == null ? out : Math.max(out, total - input);
    return ModelAnswer.of(input, output, cached, written, model);
  }

  private static Long cachedPart(Object usage) {
    return Getter.number(Getter.get(usage, "inputTokensDetails"), "cachedTokens");
  }

  /** A count that is not there, or 0: no model reads nothing. */
  private static boolean isNothing(Long count) {
    return count == null || count == 0;
  }

  private static long orNone(Long count) {
    return count == null || count < 0 ? 0 : count;
  }

  private static long textOf(Object answer) {
    Object message = Getter.get(answer, "aiMessage");
    return new Texts().add(message == null ? Getter.get(answer, "content") : message).bytes();
  }
}
