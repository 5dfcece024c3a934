package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/**
 * What is woven into LangChain4j's models: each method through which a model is called, in the
 * interfaces where they have bodies, and in every class that has a body of its own for it. And
 * where LangChain4j tries a call several times.
 */
public final class LangChain4jModelsInstrumentation {
  /** A method that returns the answer. */
  static final int CALL = 0;

  /** A method that returns a future of the answer. */
  static final int LATER = 1;

  /** A method that tells a handler. */
  static final int TOLD = 2;

  /** A method that returns a publisher, whose subscribers make a call each. */
  static final int PUBLISHED = 4;

  /** What may be tried several times. */
  static final int RETRY = 3;

  /** Of what a hook returns: the argument in place of the app's. */
  static final int REPLACED = 0;

  /** Of what a hook returns: not null where the method must not run. */
  static final int REFUSED = 1;

  static final String MODELS = "dev.langchain4j.model.";
  static final String CHAT = MODELS + "chat.ChatModel";
  static final String OLD_CHAT = MODELS + "chat.ChatLanguageModel";
  static final String STREAMING = MODELS + "chat.StreamingChatModel";
  static final String OLD_STREAMING = MODELS + "chat.StreamingChatLanguageModel";
  static final String LANGUAGE = MODELS + "language.LanguageModel";
  static final String EMBEDDING = MODELS + "embedding.EmbeddingModel";
  static final String IMAGE = MODELS + "image.ImageModel";
  static final String MODERATION = MODELS + "moderation.ModerationModel";
  static final String SCORING = MODELS + "scoring.ScoringModel";

  private static final String PACKAGE = "dev.bursar.interceptors.langchain4jmodels.";
  private static final String ADVICE = PACKAGE + "LangChain4jModelsAdvice$";

  private static final String LIST = "Ljava/util/List;";
  private static final String TEXT = "Ljava/lang/String;";
  private static final String RESPONSE = "Ldev/langchain4j/model/output/Response;";
  private static final String FUTURE = "Ljava/util/concurrent/CompletableFuture;";
  private static final String PUBLISHER = "Ljava/util/concurrent/Flow$Publisher;";
  private static final String REQUEST = "Ldev/langchain4j/model/chat/request/ChatRequest;";
  private static final String OPTIONS = "Ldev/langchain4j/model/chat/ChatRequestOptions;";
  private static final String ANSWER = "Ldev/langchain4j/model/chat/response/ChatResponse;";
  private static final String TOOL = "Ldev/langchain4j/agent/tool/ToolSpecification;";
  private static final String HANDLER =
      "Ldev/langchain4j/model/chat/response/StreamingChatResponseHandler;";
  private static final String OLD_HANDLER = "Ldev/langchain4j/model/StreamingResponseHandler;";
  private static final String SEGMENT = "Ldev/langchain4j/data/segment/TextSegment;";
  private static final String VECTORS_OF =
      "Ldev/langchain4j/model/embedding/request/EmbeddingRequest;";
  private static final String VECTORS =
      "Ldev/langchain4j/model/embedding/response/EmbeddingResponse;";
  private static final String PICTURE = "Ldev/langchain4j/data/image/Image;";
  private static final String JUDGED = "Ldev/langchain4j/model/moderation/ModerationRequest;";
  private static final String JUDGEMENT = "Ldev/langchain4j/model/moderation/ModerationResponse;";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
              "langchain4j-models",
              Gate.LANGCHAIN4J_MODELS,
              PACKAGE + "LangChain4jModelsHook",
              new HookedType(
                  "dev.langchain4j.internal.RetryUtils$RetryPolicy",
                  HookedMethod.of(ADVICE + "Retry", "withRetry")
                      .taking("java.util.concurrent.Callable", "int")))
          .andImplementations(
              Arrays.asList(
                  CHAT,
                  OLD_CHAT,
                  STREAMING,
                  OLD_STREAMING,
                  LANGUAGE,
                  EMBEDDING,
                  IMAGE,
                  MODERATION,
                  SCORING),
              call("chat", ANSWER, REQUEST),
              call("chat", ANSWER, REQUEST, OPTIONS),
              call("doChat", ANSWER, REQUEST),
              later("chatAsync", REQUEST),
              later("chatAsync", REQUEST, OPTIONS),
              later("doChatAsync", REQUEST),
              of("Published", "chat", PUBLISHER, REQUEST),
              of("Published", "doChat", PUBLISHER, REQUEST),
              call("generate", RESPONSE, LIST),
              call("generate", RESPONSE, LIST, LIST),
              call("generate", RESPONSE, LIST, TOOL),
              call("generate", RESPONSE, TEXT),
              call("generate", RESPONSE, TEXT, "I"),
              call("edit", RESPONSE, PICTURE, TEXT),
              call("edit", RESPONSE, PICTURE, PICTURE, TEXT),
              told("Told", "chat", REQUEST, HANDLER),
              told("ToldThird", "chat", REQUEST, OPTIONS, HANDLER),
              told("Told", "doChat", REQUEST, HANDLER),
              told("Told", "generate", LIST, OLD_HANDLER),
              told("ToldThird", "generate", LIST, LIST, OLD_HANDLER),
              told("ToldThird", "generate", LIST, TOOL, OLD_HANDLER),
              call("embed", RESPONSE, TEXT),
              call("embed", RESPONSE, SEGMENT),
              call("embedAll", RESPONSE, LIST),
              call("embed", VECTORS, VECTORS_OF),
              call("doEmbed", VECTORS, VECTORS_OF),
              later("embedAsync", VECTORS_OF),
              later("doEmbedAsync", VECTORS_OF),
              call("moderate", RESPONSE, TEXT),
              call("moderate", RESPONSE, LIST),
              call("moderate", JUDGEMENT, JUDGED),
              call("doModerate", JUDGEMENT, JUDGED),
              call("score", RESPONSE, SEGMENT, TEXT),
              call("scoreAll", RESPONSE, LIST, TEXT));

  private LangChain4jModelsInstrumentation() {}

  private static HookedSignature call(String name, String result, String... parameters) {
    return of("Call", name, result, parameters);
  }

  private static HookedSignature later(String name, String... parameters) {
    return of("Later", name, FUTURE, parameters);
  }

  private static HookedSignature told(String advice, String name, String... parameters) {
    return of(advice, name, "V", parameters);
  }

  private static HookedSignature of(
      String advice, String name, String result, String... parameters) {
    StringBuilder descriptor = new StringBuilder("(");
    for (String parameter : parameters) {
      descriptor.append(parameter);
    }
    return new HookedSignature(ADVICE + advice, name, descriptor.append(')') + result);
  }
}
