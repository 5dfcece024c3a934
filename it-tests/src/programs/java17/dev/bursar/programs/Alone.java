package dev.bursar.programs;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;

/** An app that has a LangChain4j of its own, in a loader of its own. */
public final class Alone {
  /** An AI service. */
  public interface Assistant {
    /** Answers. */
    String answer(String question);
  }

  /** What the model may call. */
  public static final class Tools {
    /** Says nothing. */
    @Tool("says something")
    public String ping() {
      return "pong";
    }
  }

  private Alone() {}

  /** Makes a call. */
  public static String call(String base) {
    OpenAiChatModel model =
        OpenAiChatModel.builder()
            .httpClientBuilder(new JdkHttpClientBuilder())
            .baseUrl(base)
            .apiKey("sk-test")
            .modelName("gpt-4o")
            .build();
    return AiServices.builder(Assistant.class)
        .chatModel(model)
        .tools(new Tools())
        .build()
        .answer("Say something.");
  }
}
