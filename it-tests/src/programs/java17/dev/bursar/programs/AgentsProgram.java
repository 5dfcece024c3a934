package dev.bursar.programs;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An app of LangChain4j's AI services and agents. */
public final class AgentsProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An AI service. */
  public interface Assistant {
    /** Answers. */
    String answer(@UserMessage String question);
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
            case "team" -> team(order);
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
    Assistant helper = AiServices.create(Assistant.class, model(order));
    return AiServices.builder(Assistant.class)
        .chatModel(model(order))
        .tools(new Tools(helper))
        .build()
        .answer(ChatBody.prompt(order));
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
    Speaker speaker =
        AiServices.builder(Speaker.class)
            .streamingChatModel(model)
            .tools(new Tools(AiServices.create(Assistant.class, model(order))))
            .build();
    CompletableFuture<String> done = new CompletableFuture<>();
    TokenStream stream = speaker.speak(ChatBody.prompt(order));
    stream
        .onPartialResponse(part -> {})
        .onCompleteResponse(response -> done.complete(response.aiMessage().text()))
        .onError(done::completeExceptionally)
        .start();
    return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static String team(Order order) {
    List<Object> members = new ArrayList<>();
    for (int i = 0; i < order.number("members", 5); i++) {
      members.add(
          AgenticServices.agentBuilder(Researcher.class)
              .chatModel(model(order))
              .name("member-" + i)
              .outputKey("finding-" + i)
              .async(order.flag("async"))
              .build());
    }
    Team team =
        AgenticServices.parallelBuilder(Team.class)
            .subAgents(members.toArray())
            .output(scope -> "done")
            .build();
    return String.valueOf(team.work(ChatBody.prompt(order)));
  }

  private static ChatModel model(Order order) {
    return OpenAiChatModel.builder()
        .baseUrl(order.get("base"))
        .apiKey("sk-test")
        .modelName(order.get("model"))
        .maxCompletionTokens(order.number("max", 100))
        .timeout(PATIENCE)
        .build();
  }
}
