package dev.bursar.programs;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An app of AI services whose models, threads and handlers do what they should not. */
public final class BadInputProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long NOTHING = 64 << 10; // bytes
  private static final int WARM_UP = 500;
  private static final ToolExecutionRequest PING =
      ToolExecutionRequest.builder().id("1").name("ping").arguments("{}").build();

  private final Queue<StreamingChatResponseHandler> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<TokenStream> opened = new ConcurrentLinkedQueue<>();

  /** An AI service. */
  public interface Assistant {
    /** Answers. */
    String answer(@MemoryId String memory, @UserMessage String question);
  }

  /** An AI service that streams. */
  public interface Speaker {
    /** Answers. */
    TokenStream speak(@UserMessage String question);
  }

  /** What the model may call. */
  public static final class Tools {
    /** Says nothing. */
    @Tool("says something")
    public String ping() {
      return "pong";
    }
  }

  /** What ends a thread. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;
  }

  private BadInputProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new BadInputProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    try {
      switch (order.get("kind")) {
        case "alone" -> alone(order, answer);
        case "dying" -> dying(order.number("times", 1));
        case "unheard", "waiting", "opened" ->
            answer.put("bytes", streams(order.get("kind"), order.number("times", 1)));
        case "asked" -> ask();
        case "told" -> tell(order.flag("tool"));
        case "interrupt" -> interrupt(order.get("of"));
        case "usage" -> answer.content(assistant(usage(order)).answer("1", "Well?"));
        default ->
            answer.content(assistant(openAi(order)).answer(memory(order), ChatBody.prompt(order)));
      }
      answer.status(200);
    } catch (RuntimeException e) {
      answer.failure(e);
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof HttpException http) {
          answer.status(http.statusCode());
          return;
        }
      }
    }
  }

  private static void alone(Order order, Answer answer) throws Exception {
    try (Relocating loader = new Relocating(order.flag("relocated"))) {
      Object text =
          loader
              .loadClass("dev.bursar.programs.Alone")
              .getMethod("call", String.class)
              .invoke(null, order.get("base"));
      answer.content((String) text);
    }
  }

  private static String memory(Order order) {
    return order.get("memory", "m").repeat(order.number("longer", 1));
  }

  private static Assistant assistant(ChatModel model) {
    return AiServices.builder(Assistant.class)
        .chatModel(model)
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(100))
        .tools(new Tools())
        .build();
  }

  private static ChatModel openAi(Order order) {
    return OpenAiChatModel.builder()
        .baseUrl(order.get("base"))
        .apiKey("sk-test")
        .modelName(order.get("model"))
        .maxCompletionTokens(order.number("max", 100))
        .maxRetries(order.number("retries", 2))
        .timeout(PATIENCE)
        .build();
  }

  private static ChatModel usage(Order order) {
    return new Own() {
      @Override
      public ChatResponse doChat(ChatRequest request) {
        return ChatResponse.builder()
            .aiMessage(AiMessage.from("well"))
            .tokenUsage(new TokenUsage(order.number("input", 0), order.number("output", 0)))
            .build();
      }
    };
  }

  /** So many threads, one after the other, each of which dies in its model. */
  private static void dying(int times) throws InterruptedException {
    Assistant assistant =
        assistant(
            new Own() {
              @Override
              public ChatResponse doChat(ChatRequest request) {
                throw new Death();
              }
            });
    for (int i = 0; i < times; i++) {
      Thread thread = new Thread(() -> assistant.answer("1", "Well?"), "dying");
      thread.setUncaughtExceptionHandler((dead, why) -> {});
      thread.start();
      thread.join();
    }
  }

  /** By how many bytes the heap is fuller with so many streams that are told nothing. */
  private long streams(String kind, int times) {
    Speaker speaker =
        AiServices.builder(Speaker.class)
            .streamingChatModel(new Silent(kind.equals("waiting")))
            .build();
    speak(speaker, kind, WARM_UP);
    waiting.clear();
    opened.clear();
    final long before = settled(speaker);
    speak(speaker, kind, times);
    return settled(speaker) - before;
  }

  /**
   * How full the heap is when no more of it goes. What is garbage the JVM tells of by a thread of
   * its own, some time after; then who comes next ends what nobody can tell.
   */
  private long settled(Speaker speaker) {
    long least = Long.MAX_VALUE;
    int same = 0;
    while (same < 3) {
      speak(speaker, "unheard", 1);
      long used = used();
      same = used < least - NOTHING ? 0 : same + 1;
      least = Math.min(least, used);
    }
    return least;
  }

  private void speak(Speaker speaker, String kind, int times) {
    for (int i = 0; i < times; i++) {
      TokenStream stream =
          speaker
              .speak("Well?")
              .onPartialResponse(part -> {})
              .onCompleteResponse(response -> {})
              .onError(error -> {});
      if (kind.equals("opened")) {
        opened.add(stream);
      } else {
        stream.start();
      }
    }
  }

  /** Begins a stream that waits. */
  private void ask() {
    Speaker speaker =
        AiServices.builder(Speaker.class)
            .streamingChatModel(new Silent(true))
            .tools(new Tools())
            .build();
    speak(speaker, "waiting", 1);
  }

  /** Answers all streams that wait; the first with a call of a tool, if so told. */
  private void tell(boolean tool) {
    AiMessage message = tool ? AiMessage.from(PING) : AiMessage.from("well");
    for (StreamingChatResponseHandler each = waiting.poll(); each != null; each = waiting.poll()) {
      each.onCompleteResponse(
          ChatResponse.builder().aiMessage(message).tokenUsage(new TokenUsage(1, 1)).build());
      message = AiMessage.from("well");
    }
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void interrupt(String order) {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("order-" + order)) {
        thread.interrupt();
      }
    }
  }

  /** A model in this JVM, with the name of one that costs something. */
  private interface Own extends ChatModel {
    @Override
    default ChatRequestParameters defaultRequestParameters() {
      return named();
    }
  }

  private static ChatRequestParameters named() {
    return ChatRequestParameters.builder().modelName("gpt-4o-mini").maxOutputTokens(100).build();
  }

  /** Never tells its handler anything. */
  private final class Silent implements StreamingChatModel {
    private final boolean keeps;

    Silent(boolean keeps) {
      this.keeps = keeps;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      if (keeps) {
        waiting.add(handler);
      }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
      return named();
    }
  }
}
