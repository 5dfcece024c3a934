package dev.bursar.programs;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An app of LangChain4j's AI services and agents. */
public final class AgentsProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An AI service. */
  public interface Assistant {
    /** Answers. */
    String answer(@UserMessage String question);
  }

  /** An AI service that remembers. */
  public interface Keeper {
    /** Answers. */
    String answer(@MemoryId String id, @UserMessage String question);
  }

  /** An AI service that streams. */
  public interface Speaker {
    /** Answers. */
    TokenStream speak(@UserMessage String question);
  }

  /** A sub-agent. */
  public interface Researcher {
    /** Answers. */
    @UserMessage("Look into {{topic}}")
    @Agent(name = "researcher", description = "looks into things")
    String research(@V("topic") String topic);
  }

  /** A composed agent. */
  public interface Team {
    /** Answers. */
    @Agent(name = "team", description = "works in parallel")
    Object work(@V("topic") String topic);
  }

  /** An agent that lets a model choose whom to call. */
  public interface Boss {
    /** Answers. */
    @Agent(name = "boss", description = "has others work")
    Object decide(@V("request") String request);
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

  private AgentsProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new AgentsProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    try {
      String text =
          switch (order.get("kind", "service")) {
            case "service" -> service(order);
            case "stream" -> stream(order);
            case "tool" -> tool(order);
            case "team" -> team(order);
            case "sequence" -> sequence(order);
            case "loop" -> loop(order);
            case "conditional" -> conditional(order);
            case "supervisor" -> supervisor(order);
            case "nested" -> nested(order, order.number("levels", 1));
            case "memory" -> memory(order);
            case "many" -> many(order);
            case "late" -> late(order);
            default -> throw new IllegalArgumentException(order.get("kind"));
          };
      answer.status(200).content(text);
    } catch (Exception e) {
      answer.failure(e);
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof HttpException http) {
          answer.status(http.statusCode());
          return;
        }
      }
    }
  }

  private static String service(Order order) {
    AiServices<Assistant> assistant =
        AiServices.builder(Assistant.class).chatModel(model(order)).tools(tools(order));
    if (order.flag("concurrent")) {
      assistant.executeToolsConcurrently();
    }
    return assistant.build().answer(ChatBody.prompt(order));
  }

  private static Tools tools(Order order) {
    return new Tools(AiServices.create(Assistant.class, model(order)));
  }

  /** Executes a tool without an AI service, as an app with a loop of its own does. */
  private static String tool(Order order) throws Exception {
    ToolExecutionRequest request =
        ToolExecutionRequest.builder().id("1").name("ping").arguments("{}").build();
    return new DefaultToolExecutor(tools(order), Tools.class.getMethod("ping"))
        .execute(request, "memory");
  }

  private static String memory(Order order) {
    return AiServices.builder(Keeper.class)
        .chatModel(model(order))
        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(9))
        .build()
        .answer(order.get("memory"), ChatBody.prompt(order));
  }

  /** Calls a service many times, by several threads; tells how often that failed. */
  private static String many(Order order) throws Exception {
    Assistant assistant =
        AiServices.builder(Assistant.class).chatModel(model(order)).tools(new Tools(null)).build();
    AtomicInteger left = new AtomicInteger(order.number("times", 1));
    AtomicInteger failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < order.number("threads", 1); i++) {
      threads.add(
          new Thread(
              () -> {
                while (left.getAndDecrement() > 0) {
                  try {
                    assistant.answer(ChatBody.prompt(order));
                  } catch (RuntimeException e) {
                    failed.incrementAndGet();
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return failed + " failed";
  }

  /** What a tool may leave behind: a task that calls the model when the service has returned. */
  public static final class Leftovers {
    private final CountDownLatch returned = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final Order order;
    private Future<String> late;

    Leftovers(Order order) {
      this.order = order;
    }

    /** Leaves it. */
    @Tool("does it later")
    public String later() {
      late =
          pool.submit(
              () -> {
                returned.await();
                int failed = 0;
                for (int i = 0; i < order.number("times", 1); i++) {
                  try {
                    model(order).chat("late");
                  } catch (RuntimeException e) {
                    failed++;
                  }
                }
                return failed + " failed";
              });
      return "soon";
    }
  }

  private static String late(Order order) throws Exception {
    Leftovers leftovers = new Leftovers(order);
    try {
      AiServices.builder(Assistant.class)
          .chatModel(model(order))
          .tools(leftovers)
          .build()
          .answer(ChatBody.prompt(order));
      service(order); // whoever comes next
      leftovers.returned.countDown();
      return leftovers.late.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      leftovers.pool.shutdownNow();
    }
  }

  private static String stream(Order order) throws Exception {
    StreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(order.get("base"))
            .apiKey("sk-test")
            .modelName(order.get("model"))
            .maxCompletionTokens(order.number("max", 100))
            .timeout(PATIENCE)
            .build();
    int parts = order.number("parts", 0);
    AiServices<Speaker> builder =
        AiServices.builder(Speaker.class).streamingChatModel(model).tools(tools(order));
    if (order.flag("concurrent")) {
      builder.executeToolsConcurrently();
    }
    Speaker speaker = builder.build();
    CompletableFuture<String> done = new CompletableFuture<>();
    TokenStream stream = speaker.speak(ChatBody.prompt(order));
    (parts == 0 ? stream.onPartialResponse(part -> {}) : cancelled(stream, parts, done))
        .onCompleteResponse(response -> done.complete(response.aiMessage().text()))
        .onError(done::completeExceptionally)
        .start();
    try {
      return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  /** What the app ends itself, as from 1.8 on, after some parts; nobody is told of an end then. */
  private static TokenStream cancelled(
      TokenStream stream, int parts, CompletableFuture<String> done) {
    AtomicInteger heard = new AtomicInteger();
    return stream.onPartialResponseWithContext(
        (part, context) -> {
          if (heard.incrementAndGet() == parts) {
            context.streamingHandle().cancel();
            done.complete(heard + " parts");
          }
        });
  }

  private static String team(Order order) {
    Team team =
        AgenticServices.parallelBuilder(Team.class)
            .subAgents(members(order))
            .output(scope -> "done")
            .build();
    return String.valueOf(team.work(ChatBody.prompt(order)));
  }

  private static String sequence(Order order) {
    Team team =
        AgenticServices.sequenceBuilder(Team.class)
            .subAgents(members(order))
            .output(scope -> "done")
            .build();
    return String.valueOf(team.work(ChatBody.prompt(order)));
  }

  private static String loop(Order order) {
    Team team =
        AgenticServices.loopBuilder(Team.class)
            .subAgents(members(order))
            .maxIterations(order.number("rounds", 3))
            .output(scope -> "done")
            .build();
    return String.valueOf(team.work(ChatBody.prompt(order)));
  }

  private static String conditional(Order order) {
    Object[] members = members(order);
    Team team =
        AgenticServices.conditionalBuilder(Team.class)
            .subAgents(scope -> true, members[0])
            .subAgents(scope -> false, members[1])
            .output(scope -> "done")
            .build();
    return String.valueOf(team.work(ChatBody.prompt(order)));
  }

  private static String supervisor(Order order) {
    Boss boss =
        AgenticServices.supervisorBuilder(Boss.class)
            .chatModel(model(order))
            .subAgents(members(order))
            .maxAgentsInvocations(order.number("members", 5) + 1)
            .build();
    return String.valueOf(boss.decide(ChatBody.prompt(order)));
  }

  /** Teams of one, in each other. */
  private static String nested(Order order, int levels) {
    Object innermost = members(order.number("members", 1), order)[0];
    for (int i = 0; i < levels; i++) {
      innermost =
          AgenticServices.sequenceBuilder(Team.class)
              .name("level-" + (levels - i))
              .subAgents(innermost)
              .output(scope -> "done")
              .build();
    }
    return String.valueOf(((Team) innermost).work(ChatBody.prompt(order)));
  }

  private static Object[] members(Order order) {
    return members(order.number("members", 5), order);
  }

  private static Object[] members(int count, Order order) {
    Object[] members = new Object[count];
    String[] names = order.get("names", "").split(" ", -1);
    for (int i = 0; i < count; i++) {
      var member =
          AgenticServices.agentBuilder(Researcher.class)
              .chatModel(model(order))
              .name(i < names.length && !names[i].isEmpty() ? names[i] : "member-" + i)
              .outputKey("finding-" + i)
              .async(order.flag("async"));
      if (order.flag("tools")) {
        member.tools(tools(order));
      }
      members[i] = member.build();
    }
    return members;
  }

  private static ChatModel model(Order order) {
    return OpenAiChatModel.builder()
        .baseUrl(order.get("base"))
        .apiKey("sk-test")
        .modelName(order.get("model"))
        .maxCompletionTokens(order.number("max", 100))
        .maxRetries(order.number("retries", 2))
        .timeout(PATIENCE)
        .build();
  }
}
