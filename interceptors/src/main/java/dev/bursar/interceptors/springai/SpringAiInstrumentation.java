package dev.bursar.interceptors.springai;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import java.util.Arrays;

/**
 * What is woven into Spring AI's chat client: the one method in which a request is sent, through
 * whatever advisors; and on the way there those by which it is known whose client it is. Into
 * models: the methods through which all callers come. Into tools: the method by which models call
 * them. And where Spring gives beans their names, if it is beside Spring AI.
 */
public final class SpringAiInstrumentation {
  /** A bean has its name. */
  static final int BEAN = 0;

  /** A client has begun a request, or a request goes on to its answer. */
  static final int GOES_ON = 1;

  /** A request is sent; its answer is returned. */
  static final int CALL = 2;

  /** The same, with advisors for this request alone. */
  static final int CALL_ADVISED = 3;

  /** A request is to be sent by whoever subscribes to its answer. */
  static final int STREAM = 4;

  /** A tool is executed. */
  static final int TOOL = 5;

  /** A model is called; its answer is returned. */
  static final int MODEL = 6;

  /** A model is to be called by whoever subscribes to its answer. */
  static final int MODEL_STREAM = 7;

  private static final String PACKAGE = "dev.bursar.interceptors.springai.";
  private static final String ADVICE = PACKAGE + "SpringAiAdvice$";
  private static final String AI = "org.springframework.ai.";
  static final String CHAT = AI + "chat.model.ChatModel";
  static final String STREAMING = AI + "chat.model.StreamingChatModel";
  static final String EMBEDDING = AI + "embedding.EmbeddingModel";
  private static final String CLIENT = AI + "chat.client.DefaultChatClient";
  private static final String REQUEST = AI + "chat.client.ChatClientRequest";
  private static final String BEANS = "org.springframework.beans.factory.support.";
  private static final String TEXT = "java.lang.String";
  private static final String OBJECT = "java.lang.Object";
  private static final String PROMPT = "(Lorg/springframework/ai/chat/prompt/Prompt;)";
  private static final String VECTORS = "org/springframework/ai/embedding/Embedding";
  private static final String SEND = "doGetObservableChatClientResponse";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
              "spring-ai",
              Gate.SPRING_AI,
              PACKAGE + "SpringAiHook",
              new HookedType(CLIENT, HookedMethod.of(ADVICE + "GoesOn", "prompt").takingAnything()),
              new HookedType(
                  CLIENT + "$DefaultChatClientRequestSpec",
                  HookedMethod.of(ADVICE + "GoesOn", "call").taking(),
                  HookedMethod.of(ADVICE + "GoesOn", "stream").taking()),
              new HookedType(
                  CLIENT + "$DefaultCallResponseSpec",
                  HookedMethod.of(ADVICE + "Call", SEND).taking(REQUEST),
                  HookedMethod.of(ADVICE + "CallAdvised", SEND)
                      .taking(REQUEST, AI + "chat.client.advisor.api.BaseAdvisorChain")
                      .whereThere()),
              new HookedType(
                  CLIENT + "$DefaultStreamResponseSpec",
                  HookedMethod.of(ADVICE + "Stream", "doGetObservableFluxChatResponse")
                      .taking(REQUEST)),
              new HookedType(
                      BEANS + "AbstractAutowireCapableBeanFactory",
                      HookedMethod.of(ADVICE + "Bean", "initializeBean")
                          .taking(TEXT, OBJECT, BEANS + "RootBeanDefinition"),
                      HookedMethod.of(ADVICE + "Product", "postProcessObjectFromFactoryBean")
                          .taking(OBJECT, TEXT)
                          .whereThere())
                  .beside(CHAT),
              new HookedType(
                      BEANS + "DefaultSingletonBeanRegistry",
                      HookedMethod.of(ADVICE + "Given", "registerSingleton").taking(TEXT, OBJECT))
                  .beside(CHAT))
          .andImplementations(
              Arrays.asList(AI + "tool.ToolCallback", CHAT, STREAMING, EMBEDDING),
              new HookedSignature(
                  ADVICE + "Tool",
                  "call",
                  "(Ljava/lang/String;Lorg/springframework/ai/chat/model/ToolContext;)"
                      + "Ljava/lang/String;"),
              model("call", PROMPT + "Lorg/springframework/ai/chat/model/ChatResponse;"),
              new HookedSignature(
                  ADVICE + "ModelStream", "stream", PROMPT + "Lreactor/core/publisher/Flux;"),
              model("call", "(L" + VECTORS + "Request;)L" + VECTORS + "Response;"),
              model("embed", "(Lorg/springframework/ai/document/Document;)[F"));

  private SpringAiInstrumentation() {}

  private static HookedSignature model(String name, String descriptor) {
    return new HookedSignature(ADVICE + "Model", name, descriptor);
  }
}
