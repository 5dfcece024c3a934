package dev.bursar.interceptors.springaimodels;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/**
 * What is woven into Spring AI's models: the methods through which all callers come, wherever a
 * class has a body of its own for one. And Spring Retry, by which releases before 2.0 try a call
 * several times.
 */
public final class SpringAiModelsInstrumentation {
  /** A method that returns the answer. */
  static final int CALL = 0;

  /** A method that returns a publisher of the answer's parts. */
  static final int STREAM = 1;

  /** What may be tried several times. */
  static final int RETRY = 2;

  private static final String AI = "org.springframework.ai.";
  static final String CHAT = AI + "chat.model.ChatModel";
  static final String STREAMING = AI + "chat.model.StreamingChatModel";
  static final String EMBEDDING = AI + "embedding.EmbeddingModel";

  private static final String PACKAGE = "dev.bursar.interceptors.springaimodels.";
  private static final String ADVICE = PACKAGE + "SpringAiModelsAdvice$";
  private static final String RETRIES = "org.springframework.retry.";
  private static final String PROMPT = "(Lorg/springframework/ai/chat/prompt/Prompt;)";
  private static final String VECTORS = "org/springframework/ai/embedding/Embedding";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
              "spring-ai-models",
              Gate.SPRING_AI_MODELS,
              PACKAGE + "SpringAiModelsHook",
              new HookedType(
                  RETRIES + "support.RetryTemplate",
                  HookedMethod.of(ADVICE + "Retry", "doExecute")
                      .taking(
                          RETRIES + "RetryCallback",
                          RETRIES + "RecoveryCallback",
                          RETRIES + "RetryState")))
          .andImplementations(
              Arrays.asList(CHAT, STREAMING, EMBEDDING),
              call("call", PROMPT + "Lorg/springframework/ai/chat/model/ChatResponse;"),
              new HookedSignature(
                  ADVICE + "Stream", "stream", PROMPT + "Lreactor/core/publisher/Flux;"),
              call("call", "(L" + VECTORS + "Request;)L" + VECTORS + "Response;"),
              call("embed", "(Lorg/springframework/ai/document/Document;)[F"));

  private SpringAiModelsInstrumentation() {}

  private static HookedSignature call(String name, String descriptor) {
    return new HookedSignature(ADVICE + "Call", name, descriptor);
  }
}
