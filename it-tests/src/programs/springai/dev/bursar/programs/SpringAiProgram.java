package dev.bursar.programs;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.context.support.GenericApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** An app on Spring AI, with a model of its own making, and with OpenAI's. */
public final class SpringAiProgram implements Client {
  /** The dearest list prices of gpt-4o-mini, in nano-dollars. */
  private static final long INPUT_NANOS = 165;

  private static final long OUTPUT_NANOS = 660;
  private static final AtomicLong BILLED = new AtomicLong();
  private static final AtomicLong HITS = new AtomicLong();
  private static final ChatMemory MEMORY = MessageWindowChatMemory.builder().build();

  private final Map<String, ChatModel> models = new ConcurrentHashMap<>();
  private final Map<String, GenericApplicationContext> contexts = new ConcurrentHashMap<>();
  private final Map<String, SpringBeans> beans = new ConcurrentHashMap<>();

  private SpringAiProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new SpringAiProgram());
  }

  /** What a model may call. */
  public static final class Tools {
    /** Says nothing. */
    @Tool(description = "says something")
    public String ping() {
      return "pong";
    }
  }

  @Override
  public void call(Order order, Answer answer) {
    try {
      String text =
          switch (order.get("kind", "plain")) {
            case "meter" -> {
              answer.put("billed", BILLED.get()).put("hits", HITS.get());
              yield "";
            }
            case "plain" -> text(new Own(order).call(prompt(order)));
            case "stream" -> text(new Own(order).stream(prompt(order)).blockLast());
            case "cancelled" -> text(new Own(order).stream(prompt(order)).blockFirst());
            case "openai" -> text(openAi(order).call(new Prompt(ChatBody.prompt(order))));
            case "openai-stream" ->
                text(openAi(order).stream(new Prompt(ChatBody.prompt(order))).blockLast());
            case "bean" -> bean(order).prompt().user("hi").tools(new Tools()).call().content();
            case "bean-stream" ->
                bean(order).prompt("hi").tools(new Tools()).stream()
                    .content()
                    .collectList()
                    .block()
                    .toString();
            case "caller" -> Desk.ask(ChatClient.create(openAi(order)));
            case "brain" -> Desk.ask(beans(order).model(), prompt(order));
            case "brain-stream" -> Desk.stream(beans(order).model(), prompt(order));
            case "helper" -> Desk.ask(beans(order).client(), order);
            case "nested" -> Level.of(1, order, openAi(order)).ask();
            case "kept" -> {
              answer.put("kept", Heap.instances(order.get("of")));
              yield "";
            }
            default -> throw new IllegalArgumentException(order.get("kind"));
          };
      answer.status(200).content(text).put("passed", SpringBeans.passed());
    } catch (Exception e) {
      answer.failure(e);
      answer.status(e.toString().contains("402") ? 402 : 500);
    }
  }

  /** Somebody who has a client that is no bean. */
  static final class Desk {
    private Desk() {}

    static String ask(ChatClient client) {
      return client.prompt().user("hi").call().content();
    }

    /** As often as is asked, in a conversation where one is named. */
    static String ask(ChatClient client, Order order) {
      String text = "";
      for (int i = 0; i < order.number("times", 1); i++) {
        ChatClient.ChatClientRequestSpec request = client.prompt().user("hi");
        if (order.has("conversation")) {
          request
              .advisors(MessageChatMemoryAdvisor.builder(MEMORY).build())
              .advisors(with -> with.param(ChatMemory.CONVERSATION_ID, order.get("conversation")));
        }
        text = request.call().content();
      }
      return text;
    }

    static String ask(ChatModel model, Prompt prompt) {
      return text(model.call(prompt));
    }

    static String stream(ChatModel model, Prompt prompt) {
      return text(model.stream(prompt).blockLast());
    }
  }

  /** A chat client whose tool asks the next one, down to the last. */
  static final class Level {
    private final ChatClient client;
    private final Level next;

    private Level(ChatClient client, Level next) {
      this.client = client;
      this.next = next;
    }

    static Level of(int number, Order order, ChatModel model) {
      boolean last = number == order.number("levels", 2);
      ChatClient client = ChatClient.create(model);
      GenericApplicationContext context = new GenericApplicationContext();
      context.getBeanFactory().registerSingleton("level-" + number, client);
      context.refresh();
      return new Level(client, last ? null : of(number + 1, order, model));
    }

    String ask() {
      ChatClient.ChatClientRequestSpec request = client.prompt().user("hi");
      return (next == null ? request : request.tools(this)).call().content();
    }

    /** What the model may call. */
    @Tool(name = "ask", description = "asks another")
    public String askNext() {
      return next.ask();
    }
  }

  private ChatClient bean(Order order) {
    return contexts
        .computeIfAbsent(
            order.get("base"),
            base -> {
              ChatModel model = openAi(order);
              GenericApplicationContext context = new GenericApplicationContext();
              context.registerBean("helper", ChatClient.class, () -> ChatClient.create(model));
              context.refresh();
              return context;
            })
        .getBean(ChatClient.class);
  }

  private SpringBeans beans(Order order) {
    String made = order.get("made", "supplied");
    return beans.computeIfAbsent(
        order.get("base") + made,
        key -> new SpringBeans(made, new Own(order), ChatClient.create(openAi(order))));
  }

  private static Prompt prompt(Order order) {
    return new Prompt(
        ChatBody.prompt(order),
        ChatOptions.builder()
            .model(order.get("model"))
            .maxTokens(order.number("max", 100))
            .build());
  }

  private static String text(ChatResponse response) {
    String text = response.getResult() == null ? "" : response.getResult().getOutput().getText();
    return text == null ? "" : text;
  }

  private ChatModel openAi(Order order) {
    return models.computeIfAbsent(
        order.get("base") + order.get("model") + order.number("max", 100),
        key -> {
          try {
            return openAi(order.get("base"), order.get("model"), order.number("max", 100));
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** What it takes is another thing in each release. */
  private static ChatModel openAi(String base, String model, int max)
      throws ReflectiveOperationException {
    String packages = "org.springframework.ai.openai.";
    Object options = builder(packages + "OpenAiChatOptions");
    set(options, "model", String.class, model);
    set(options, "maxTokens", Integer.class, max);
    Object built = builder(packages + "OpenAiChatModel");
    Class<?> type = Class.forName(packages + "OpenAiChatOptions");
    try {
      Class<?> api = Class.forName(packages + "api.OpenAiApi");
      Object of = api.getMethod("builder").invoke(null);
      set(of, "baseUrl", String.class, base.substring(0, base.length() - "/v1".length()));
      set(of, "apiKey", String.class, "sk-test");
      set(built, "openAiApi", api, build(of));
      set(built, "defaultOptions", type, build(options));
    } catch (ClassNotFoundException newer) {
      set(options, "baseUrl", String.class, base);
      set(options, "apiKey", String.class, "sk-test");
      set(built, "options", type, build(options));
    }
    return (ChatModel) build(built);
  }

  private static Object builder(String type) throws ReflectiveOperationException {
    return Class.forName(type).getMethod("builder").invoke(null);
  }

  private static void set(Object builder, String name, Class<?> type, Object value)
      throws ReflectiveOperationException {
    builder.getClass().getMethod(name, type).invoke(builder, value);
  }

  private static Object build(Object builder) throws ReflectiveOperationException {
    try {
      return builder.getClass().getMethod("build").invoke(builder);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** A provider in the same JVM, which keeps its own meter: a token for each word. */
  static class Own implements ChatModel {
    private final Order order;

    Own(Order order) {
      this.order = order;
    }

    @Override
    public ChatResponse call(Prompt prompt) {
      return made(prompt);
    }

    private ChatResponse made(Prompt prompt) {
      int input = prompt.getContents().trim().split("\\s+", -1).length;
      int most = prompt.getOptions().getMaxTokens();
      int output = order.number("output", 1 + ThreadLocalRandom.current().nextInt(most));
      LockSupport.parkNanos(order.number("delayMicros", 0) * 1000L);
      HITS.incrementAndGet();
      BILLED.addAndGet(input * INPUT_NANOS + output * OUTPUT_NANOS);
      return answer("word ".repeat(output), new DefaultUsage(input, output));
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
      return Flux.defer(() -> Flux.just(answer("one ", new DefaultUsage(0, 0)), made(prompt)))
          .subscribeOn(Schedulers.boundedElastic());
    }

    private static ChatResponse answer(String text, DefaultUsage usage) {
      return new ChatResponse(
          List.of(new Generation(new AssistantMessage(text))),
          ChatResponseMetadata.builder().usage(usage).build());
    }
  }
}
