package dev.bursar.programs;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatLanguageModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An app of AI services before LangChain4j 1.0. */
public final class OldAgentsProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MESSAGES = 200;

  /** An AI service. */
  public interface Assistant {
    /** Answers. */
    String answer(String question);
  }

  /** An AI service that streams. */
  public interface Speaker {
    /** Answers. */
    TokenStream speak(String question);
  }

  /** What the model may call. */
  public static final class Tools {
    private final Assistant helper;

    Tools(Assistant helper) {
      this.helper = helper;
    }

    /** Says nothing. */
    @Tool("says something")
    public String ping() {
      return "pong";
    }

    /** Asks another model. */
    @Tool("asks somebody")
    public String ask() {
      return helper.answer("what now?");
    }
  }

  private OldAgentsProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new OldAgentsProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    try {
      boolean streams = order.get("kind", "service").equals("stream");
      answer.content(streams ? stream(order) : service(order)).status(200);
    } catch (Exception e) {
      answer.failure(e);
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (String.valueOf(t.getMessage()).contains("budget_exceeded")) {
          answer.status(402); // These releases' exceptions have a message alone.
          return;
        }
      }
    }
  }

  private static String service(Order order) {
    return AiServices.builder(Assistant.class)
        .chatLanguageModel(model(order))
        .chatMemory(MessageWindowChatMemory.withMaxMessages(MESSAGES))
        .tools(tools(order))
        .build()
        .answer(ChatBody.prompt(order));
  }

  private static Tools tools(Order order) {
    return new Tools(AiServices.create(Assistant.class, model(order)));
  }

  private static String stream(Order order) throws Exception {
    Speaker speaker =
        AiServices.builder(Speaker.class)
            .streamingChatLanguageModel(
                OpenAiStreamingChatModel.builder()
                    .baseUrl(order.get("base"))
                    .apiKey("sk-test")
                    .modelName(order.get("model"))
                    .maxTokens(order.number("max", 100))
                    .timeout(PATIENCE)
                    .build())
            .chatMemory(MessageWindowChatMemory.withMaxMessages(MESSAGES))
            .tools(tools(order))
            .build();
    CompletableFuture<String> done = new CompletableFuture<>();
    start(speaker.speak(ChatBody.prompt(order)), done);
    try {
      return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  /** By name: what the steps of a stream return changed with 0.35. */
  private static void start(TokenStream stream, CompletableFuture<String> done) throws Exception {
    Consumer<String> ignored = token -> {};
    Consumer<Response<AiMessage>> last = response -> done.complete(response.content().text());
    Consumer<Throwable> failed = done::completeExceptionally;
    Object step = stream;
    Class<?> type = TokenStream.class;
    String[] names = {"onNext", "onComplete", "onError"};
    Consumer<?>[] handlers = {ignored, last, failed};
    for (int i = 0; i < names.length; i++) {
      Method method = type.getMethod(names[i], Consumer.class);
      step = method.invoke(step, handlers[i]);
      type = method.getReturnType();
    }
    type.getMethod("start").invoke(step);
  }

  private static ChatLanguageModel model(Order order) {
    return OpenAiChatModel.builder()
        .baseUrl(order.get("base"))
        .apiKey("sk-test")
        .modelName(order.get("model"))
        .maxTokens(order.number("max", 100))
        .maxRetries(order.number("retries", 1))
        .timeout(PATIENCE)
        .build();
  }
}
