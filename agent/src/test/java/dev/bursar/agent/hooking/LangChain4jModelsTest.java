package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Gate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models of an app's own making, by LangChain4j's releases that the integration tests leave out.
 */
@Timeout(60)
class LangChain4jModelsTest {
  /** As it was written before 1.0. */
  private static final String OLD =
      """
      import dev.langchain4j.agent.tool.ToolSpecification;
      import dev.langchain4j.data.embedding.Embedding;
      import dev.langchain4j.data.message.AiMessage;
      import dev.langchain4j.data.message.ChatMessage;
      import dev.langchain4j.data.message.UserMessage;
      import dev.langchain4j.data.segment.TextSegment;
      import dev.langchain4j.model.StreamingResponseHandler;
      import dev.langchain4j.model.chat.ChatLanguageModel;
      import dev.langchain4j.model.chat.StreamingChatLanguageModel;
      import dev.langchain4j.model.embedding.EmbeddingModel;
      import dev.langchain4j.model.output.Response;
      import dev.langchain4j.model.output.TokenUsage;
      import java.util.Collections;
      import java.util.List;

      public class App implements ChatLanguageModel {
        public Response<AiMessage> generate(List<ChatMessage> messages) {
          return Response.from(AiMessage.from("well"), new TokenUsage(3, 4));
        }

        public Response<AiMessage> generate(List<ChatMessage> m, List<ToolSpecification> tools) {
          throw new IllegalStateException("no tools");
        }

        public static Object chat() {
          return new App().generate("how are you?");
        }

        public static Object tools() {
          ToolSpecification tool = ToolSpecification.builder().name("t").build();
          return new App().generate(
              Collections.singletonList(UserMessage.from("how are you?")),
              Collections.singletonList(tool));
        }

        public static Object stream() {
          StringBuilder told = new StringBuilder();
          StreamingChatLanguageModel model = new StreamingChatLanguageModel() {
            public void generate(List<ChatMessage> m, StreamingResponseHandler<AiMessage> h) {
              h.onNext("we");
              h.onNext("ll");
              h.onComplete(Response.from(AiMessage.from("well")));
            }
          };
          model.generate("how are you?", new StreamingResponseHandler<AiMessage>() {
            public void onNext(String token) {
              told.append(token).append(' ');
            }

            public void onComplete(Response<AiMessage> response) {
              told.append(response.content().text());
            }

            public void onError(Throwable error) {
              told.append(error.getClass().getSimpleName());
            }
          });
          return told.toString();
        }

        public static Object mute() {
          StringBuilder asked = new StringBuilder();
          StreamingChatLanguageModel model = new StreamingChatLanguageModel() {
            public void generate(List<ChatMessage> m, StreamingResponseHandler<AiMessage> h) {
              asked.append("asked");
            }
          };
          try {
            model.generate(Collections.singletonList(UserMessage.from("how are you?")), null);
          } catch (RuntimeException e) {
            asked.append(e.getMessage());
          }
          return asked.toString();
        }

        public static Object vectors() {
          EmbeddingModel model = new EmbeddingModel() {
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
              return Response.from(
                  Collections.singletonList(Embedding.from(new float[] {1})), new TokenUsage(6));
            }
          };
          return model.embed("how are you?");
        }
      }
      """;

  private static final String NEW =
      """
      import dev.langchain4j.agent.tool.ToolExecutionRequest;
      import dev.langchain4j.data.message.AiMessage;
      import dev.langchain4j.data.message.ImageContent;
      import dev.langchain4j.data.message.TextContent;
      import dev.langchain4j.data.message.UserMessage;
      import dev.langchain4j.model.chat.ChatModel;
      import dev.langchain4j.model.chat.request.ChatRequest;
      import dev.langchain4j.model.chat.request.ChatRequestParameters;
      import dev.langchain4j.model.chat.response.ChatResponse;
      import dev.langchain4j.model.embedding.EmbeddingModel;
      import dev.langchain4j.model.embedding.request.EmbeddingRequest;
      import dev.langchain4j.model.embedding.response.EmbeddingResponse;
      import dev.langchain4j.model.image.ImageModel;
      import dev.langchain4j.data.image.Image;
      import dev.langchain4j.model.moderation.Moderation;
      import dev.langchain4j.model.moderation.ModerationModel;
      import dev.langchain4j.model.moderation.ModerationRequest;
      import dev.langchain4j.model.moderation.ModerationResponse;
      import dev.langchain4j.model.output.Response;
      import dev.langchain4j.model.output.TokenUsage;
      import dev.langchain4j.model.scoring.ScoringModel;
      import dev.langchain4j.data.segment.TextSegment;
      import java.util.List;
      import java.util.concurrent.CompletableFuture;

      public class App implements ChatModel {
        static final CompletableFuture<ChatResponse> FUTURE = new CompletableFuture<>();

        @Override
        public ChatRequestParameters defaultRequestParameters() {
          return ChatRequestParameters.builder().modelName("own").maxOutputTokens(9).build();
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
          return answer();
        }

        @Override
        public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
          return FUTURE;
        }

        static ChatResponse answer() {
          return ChatResponse.builder()
              .aiMessage(AiMessage.from("well"))
              .tokenUsage(new TokenUsage(3, 4, 12))
              .build();
        }

        public static Object chat() {
          return new App().chat("how are you?");
        }

        public static Object picture() {
          return new App().chat(
              UserMessage.from(TextContent.from("what is it?"), ImageContent.from("http://a/b")));
        }

        public static Object ask() {
          return new App().chatAsync("how are you?");
        }

        public static Object answerIt() {
          return FUTURE.complete(answer());
        }

        public static Object judge() {
          return new ModerationModel() {
            @Override
            public ModerationResponse doModerate(ModerationRequest request) {
              return ModerationResponse.builder().moderation(Moderation.notFlagged()).build();
            }
          }.moderate("how are you?");
        }

        public static Object score() {
          return new ScoringModel() {
            @Override
            public Response<List<Double>> scoreAll(List<TextSegment> all, String query) {
              return Response.from(List.of(1.0), new TokenUsage(8));
            }
          }.score("how are you?", "well");
        }

        public static Object odd() {
          return new App() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
              return ChatResponse.builder().aiMessage(new Odd()).build();
            }
          }.chat("how are you?");
        }

        static class Odd extends AiMessage {
          Odd() {
            super("well");
          }

          @Override
          public List<ToolExecutionRequest> toolExecutionRequests() {
            return new java.util.AbstractList<ToolExecutionRequest>() {
              @Override
              public ToolExecutionRequest get(int index) {
                throw new UnsupportedOperationException("not loaded");
              }

              @Override
              public int size() {
                return 1;
              }
            };
          }
        }

        public static Object odder() {
          return new App() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
              throw new Odder();
            }
          }.chat("how are you?");
        }

        static class Odder extends RuntimeException {
          Odder() {
            super("no chat", null);
          }

          @Override
          public synchronized Throwable getCause() {
            throw new UnsupportedOperationException("unknown");
          }
        }

        public static Object paint() {
          return new Painter().generate("a cat");
        }

        static class Painter implements ImageModel {
          @Override
          public Response<Image> generate(String prompt) {
            throw new IllegalArgumentException("no cats");
          }
        }
      }
      """;

  @TempDir Path folder;
  private final ModelGovernor governor = new ModelGovernor();

  @BeforeEach
  void install() {
    Rig.govern(governor);
  }

  @AfterEach
  void installAnew() {
    Rig.forget();
  }

  private CompiledApp app(String version, String source) throws Exception {
    return CompiledApp.of(folder, Path.of("target/langchain4j", version), "App", source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "0.36.2"})
  void anOldModelIsHeld(String version) throws Throwable {
    CompiledApp app = app(version, OLD);

    assertThat(app.call("chat")).isEqualTo("well");
    assertThat(governor.events).containsExactly("chat null max -1", "used 3 4");
    governor.events.clear();

    assertThatThrownBy(() -> app.call("tools")).hasMessage("no tools");
    assertThat(governor.events)
        .containsExactly("chat null max -1 tools", "failed IllegalStateException");
    governor.events.clear();

    assertThat(app.call("stream")).isEqualTo("we ll well");
    assertThat(governor.events).containsExactly("chat null max -1", "wrote 36");
    governor.events.clear();

    app.call("vectors");
    assertThat(governor.events).endsWith("embeddings null max -1", "used 6 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "0.36.2"})
  void anOldModelIsRefused(String version) throws Throwable {
    governor.refusal = "no more";
    CompiledApp app = app(version, OLD);

    assertThatThrownBy(() -> app.call("chat"))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessage("no more");
    assertThat(app.call("stream")).isEqualTo("BudgetExceededException");
  }

  @Test
  void aStreamThatTellsNobodyEndsAtOnceAndIsRefused() throws Throwable {
    CompiledApp app = app("0.36.2", OLD);

    assertThat(app.call("mute")).isEqualTo("asked");
    assertThat(governor.events).containsExactly("chat null max -1", "failed ");

    governor.refusal = "no more";
    assertThat(app.call("mute")).isEqualTo("no more");
  }

  @Test
  void aCallEndsWhateverTheAppsOwnAnswersAndFailuresDo() throws Throwable {
    CompiledApp app = app("1.20.0", NEW);

    assertThat(app.call("odd")).isEqualTo("well");
    assertThat(governor.events).endsWith("chat own max 9", "failed UnsupportedOperationException");
    governor.events.clear();

    assertThatThrownBy(() -> app.call("odder")).hasMessage("no chat");
    assertThat(governor.events).endsWith("chat own max 9", "failed Odder");
  }

  @Test
  void theNewestIsHeld() throws Throwable {
    CompiledApp app = app("1.20.0", NEW);

    assertThat(app.call("chat")).isEqualTo("well");
    assertThat(governor.events).endsWith("chat own max 9", "used 3 9");
    governor.events.clear();

    app.call("picture");
    assertThat(governor.events).contains("chat own max 9 unbounded");
    governor.events.clear();

    app.call("ask");
    assertThat(governor.events).endsWith("chat own max 9");
    app.call("answerIt");
    assertThat(governor.events).endsWith("chat own max 9", "used 3 9");
    governor.events.clear();

    app.call("judge");
    assertThat(governor.events).endsWith("moderations null max -1", "wrote 0");
    governor.events.clear();

    app.call("score");
    assertThat(governor.events).endsWith("scores null max -1", "used 8 0");
    governor.events.clear();

    assertThatThrownBy(() -> app.call("paint")).hasMessage("no cats");
    assertThat(governor.events)
        .containsExactly("images null max -1", "failed IllegalArgumentException");
  }

  @Test
  void theNewestIsRefusedAsItDoesNotTryAgain() throws Throwable {
    governor.refusal = "no more";
    CompiledApp app = app("1.20.0", NEW);

    assertThatThrownBy(() -> app.call("chat"))
        .hasCauseInstanceOf(BudgetExceededException.class)
        .hasMessage("no more")
        .extracting(thrown -> thrown.getClass().getName())
        .isEqualTo("dev.langchain4j.exception.NonRetriableException");
  }

  @Test
  void whatWasLoadedBeforeIsHeldFromThenOn() throws Throwable {
    Gate.own(() -> {}).run(); // Nothing is woven any more.
    CompiledApp app = app("0.36.2", OLD);
    app.call("chat");
    assertThat(governor.events).isEmpty();
    ModelGovernor later = new ModelGovernor();
    Rig.forget();
    Rig.govern(later);

    app.call("chat");

    assertThat(later.events).containsExactly("chat null max -1", "used 3 4");
  }
}
