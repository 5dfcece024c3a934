package dev.bursar.interceptors.langchain4j;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;

/**
 * What is woven into LangChain4j: where a call of an AI service or of a composed agent arrives, and
 * the one place through which agents call their sub-agents. A stream is started, and answered,
 * after that: its objects are handed over. All tools of a service are executed through one method,
 * which makes an answer of what a tool throws, so that a refusal must leave it; releases before 1.4
 * lack it, and there the executor of tools by annotation is the place, in another package before
 * 0.35, which an app can use by itself in all.
 */
public final class LangChain4jInstrumentation {
  /** A call of an AI service's method. */
  static final int SERVICE = 0;

  /** A call of a composed agent's method. */
  static final int COMPOSED = 1;

  /** An agent calls its sub-agent. */
  static final int SUB_AGENT = 2;

  /** A stream, or what is told of its answers, was made. */
  static final int MADE = 3;

  /** It goes on, on any thread. */
  static final int GOES_ON = 4;

  /** It goes on with a whole answer, in which the model may call tools. */
  static final int ANSWERED = 5;

  /** A tool is executed. */
  static final int TOOL = 6;

  private static final String PACKAGE = "dev.bursar.interceptors.langchain4j.";
  private static final String ADVICE = PACKAGE + "LangChain4jAdvice$";
  private static final String SERVICES = "dev.langchain4j.service.";
  private static final String AGENTS = "dev.langchain4j.agentic.internal.";
  private static final String REQUEST = "dev.langchain4j.agent.tool.ToolExecutionRequest";
  private static final String[] INVOKE = {
    "java.lang.Object", "java.lang.reflect.Method", "[Ljava.lang.Object;"
  };

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
          "langchain4j",
          Gate.LANGCHAIN4J,
          PACKAGE + "LangChain4jHook",
          new HookedType(
              SERVICES + "DefaultAiServices$1",
              HookedMethod.of(ADVICE + "Service", "invoke").taking(INVOKE)),
          new HookedType(
              SERVICES + "AiServiceTokenStream",
              HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR).takingAnything(),
              HookedMethod.of(ADVICE + "GoesOn", "start").whereThere()),
          new HookedType(
              SERVICES + "AiServiceTokenStream$AiServiceOnStart",
              HookedMethod.of(ADVICE + "StreamGoesOn", "start").reading("this$0")),
          new HookedType(
              SERVICES + "AiServiceStreamingResponseHandler",
              HookedMethod.of(ADVICE + "Made", HookedMethod.CONSTRUCTOR).takingAnything(),
              HookedMethod.of(ADVICE + "Answered", "onComplete", "onCompleteResponse")
                  .takingAnything(),
              HookedMethod.of(ADVICE + "GoesOn", "onError").taking("java.lang.Throwable")),
          new HookedType(
              SERVICES + "tool.ToolService",
              HookedMethod.of(ADVICE + "Tool", "executeWithErrorHandling")
                  .takingAnything()
                  .whereThere()),
          new HookedType(
              "dev.langchain4j.agent.tool.DefaultToolExecutor",
              HookedMethod.of(ADVICE + "Tool", "execute").taking(REQUEST, "java.lang.Object")),
          new HookedType(
              SERVICES + "tool.DefaultToolExecutor",
              HookedMethod.of(ADVICE + "Tool", "execute").taking(REQUEST, "java.lang.Object"),
              HookedMethod.of(ADVICE + "Tool", "executeWithContext").takingAnything().whereThere()),
          new HookedType(
              AGENTS + "PlannerBasedInvocationHandler",
              HookedMethod.of(ADVICE + "Composed", "invoke").taking(INVOKE)),
          new HookedType(
              AGENTS + "AgentInvoker",
              HookedMethod.of(ADVICE + "SubAgent", "invoke").takingAnything()));

  private LangChain4jInstrumentation() {}
}
