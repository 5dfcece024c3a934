package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of an app's own making, by Spring AI's releases. */
@Timeout(60)
class SpringAiModelsTest {
  private static final String APP =
      """
      import java.util.List;
      import org.springframework.ai.chat.messages.AssistantMessage;
      import org.springframework.ai.chat.messages.UserMessage;
      import org.springframework.ai.chat.metadata.ChatResponseMetadata;
      import org.springframework.ai.chat.metadata.DefaultUsage;
      import org.springframework.ai.chat.model.ChatModel;
      import org.springframework.ai.chat.model.ChatResponse;
      import org.springframework.ai.chat.model.Generation;
      import org.springframework.ai.chat.prompt.ChatOptions;
      import org.springframework.ai.chat.prompt.Prompt;
      import org.springframework.ai.content.Media;
      import org.springframework.ai.document.Document;
      import org.springframework.ai.embedding.Embedding;
      import org.springframework.ai.embedding.EmbeddingModel;
      import org.springframework.ai.embedding.EmbeddingRequest;
      import org.springframework.ai.embedding.EmbeddingResponse;
      import org.springframework.ai.embedding.EmbeddingResponseMetadata;
      import reactor.core.Disposable;
      import reactor.core.publisher.Flux;
      import reactor.core.publisher.Sinks;
      import reactor.util.context.Context;

      public class App implements ChatModel {
        static Sinks.Many<ChatResponse> sink;

        @Override
        public ChatResponse call(Prompt prompt) {
          return part("well", new DefaultUsage(3, 4, 12));
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
          return Flux.just(part("we", null), part("ll", new DefaultUsage(3, 4)));
        }

        static ChatResponse part(String text, DefaultUsage usage) {
          ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder();
          return new ChatResponse(
              List.of(new Generation(new AssistantMessage(text))),
              usage == null ? metadata.build() : metadata.usage(usage).build());
        }

        static Prompt prompt() {
          ChatOptions options = ChatOptions.builder().model("own").maxTokens(9).build();
          return new Prompt("how are you?", options);
        }

        static String text(ChatResponse response) {
          return response.getResult().getOutput().getText();
        }

        public static Object call() {
          return text(new App().call(prompt()));
        }

        public static Object shortly() {
          return new App().call("how are you?");
        }

        public static Object picture() {
          Media media = new Media(Media.Format.IMAGE_PNG, java.net.URI.create("http://a/b"));
          UserMessage message = UserMessage.builder().text("what is it?").media(media).build();
          return text(new App().call(new Prompt(message)));
        }

        /** As a provider's that leaves out of the input what it names apart. */
        public static class Native {
          public Long cacheReadInputTokens() {
            return 5L;
          }

          public Long cacheCreationInputTokens() {
            return 2L;
          }
        }

        public static Object cached() {
          return text(new App() {
            @Override
            public ChatResponse call(Prompt prompt) {
              return part("well", new DefaultUsage(3, 4, 7, new Native()));
            }
          }.call(prompt()));
        }

        public static Object fails() {
          return new App() {
            @Override
            public ChatResponse call(Prompt prompt) {
              throw new IllegalStateException("no chat");
            }
          }.call(prompt());
        }

        public static Object wraps() {
          App own = new App();
          return text(new App() {
            final ChatModel other = own;

            @Override
            public ChatResponse call(Prompt prompt) {
              return other.call(prompt);
            }
          }.call(prompt()));
        }

        public static Object assembled() {
          return new App().stream(prompt()) instanceof Flux;
        }

        public static Object stream() {
          Flux<String> all = new App().stream(prompt()).map(App::text);
          return String.join(" ", all.collectList().block());
        }

        public static Object streamTwice() {
          Flux<ChatResponse> all = new App().stream(prompt());
          return all.count().block() + all.count().block();
        }

        public static Object streamSilently() {
          return new App() {
            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
              return Flux.just(part("we", null), part("ll", null));
            }
          }.stream(prompt()).count().block();
        }

        public static Object streamFails() {
          return new App() {
            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
              return Flux.error(new IllegalStateException("no stream"));
            }
          }.stream(prompt()).count().block();
        }

        public static Object cancel() {
          sink = Sinks.many().unicast().onBackpressureBuffer();
          Disposable subscribed = new App() {
            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
              return sink.asFlux();
            }
          }.stream(prompt()).subscribe();
          sink.tryEmitNext(part("we", new DefaultUsage(3, 4)));
          subscribed.dispose();
          return sink.currentSubscriberCount();
        }

        public static Object backPressure() {
          StringBuilder seen = new StringBuilder();
          Flux<ChatResponse> all = new App() {
            @Override
            public Flux<ChatResponse> stream(Prompt prompt) {
              return Flux.deferContextual(context ->
                  Flux.range(0, 5)
                      .doOnRequest(n -> seen.append(context.<String>get("key")).append(n))
                      .map(n -> part("n" + n, null)));
            }
          }.stream(prompt());
          all.contextWrite(Context.of("key", "asked ")).limitRate(2).blockLast();
          return seen.toString();
        }

        static class Vectors implements EmbeddingModel {
          @Override
          public EmbeddingResponse call(EmbeddingRequest request) {
            return new EmbeddingResponse(
                List.of(new Embedding(new float[] {1}, 0)),
                new EmbeddingResponseMetadata("own", new DefaultUsage(4, 0, 6)));
          }

          @Override
          public float[] embed(Document document) {
            return embed(document.getText());
          }
        }

        public static Object vectors() {
          return new Vectors().embed("how are you?").length;
        }

        public static Object document() {
          return new Vectors().embed(new Document("how are you?")).length;
        }
      }
      """;

  private static final String RETRIES =
      """
      import org.springframework.ai.chat.model.ChatModel;
      import org.springframework.ai.chat.model.ChatResponse;
      import org.springframework.ai.chat.prompt.Prompt;
      import org.springframework.ai.retry.TransientAiException;
      import org.springframework.retry.support.RetryTemplate;

      public class Retries implements ChatModel {
        int calls;

        @Override
        public ChatResponse call(Prompt prompt) {
          return RetryTemplate.builder()
              .maxAttempts(5)
              .fixedBackoff(1)
              .retryOn(TransientAiException.class)
              .build()
              .execute(context -> {
                if (++calls < 3) {
                  throw new TransientAiException("busy");
                }
                return new ChatResponse(java.util.List.of());
              });
        }

        public static Object call() {
          Retries model = new Retries();
          model.call(new Prompt("how are you?"));
          return model.calls;
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

  private CompiledApp app(String version) throws Exception {
    return app(version, "App", APP);
  }

  private CompiledApp app(String version, String name, String source) throws Exception {
    return CompiledApp.of(folder, Path.of("target/spring-ai", version), name, source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void aCallIsHeld(String version) throws Throwable {
    CompiledApp app = app(version);

    assertThat(app.call("call")).isEqualTo("well");
    assertThat(governor.events).containsExactly("chat own max 9", "used 3 9");
    governor.events.clear();

    assertThat(app.call("shortly")).isEqualTo("well");
    assertThat(governor.events).containsExactly("chat null max -1", "used 3 9");
    governor.events.clear();

    app.call("picture");
    assertThat(governor.events).contains("chat null max -1 unbounded");
    governor.events.clear();

    assertThatThrownBy(() -> app.call("fails")).hasMessage("no chat");
    assertThat(governor.events).containsExactly("chat own max 9", "failed IllegalStateException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void whatAProviderCountsApartIsInput(String version) throws Throwable {
    app(version).call("cached");

    assertThat(governor.events).containsExactly("chat own max 9", "used 10 4 cached 5 written 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void aModelThatAsksAnotherIsHeldOnce(String version) throws Throwable {
    assertThat(app(version).call("wraps")).isEqualTo("well");

    assertThat(governor.events).containsExactly("giveWay", "chat own max 9", "used 3 9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void eachSubscriptionOfAStreamIsACall(String version) throws Throwable {
    CompiledApp app = app(version);

    assertThat(app.call("assembled")).isEqualTo(true);
    assertThat(governor.events).isEmpty();

    assertThat(app.call("stream")).isEqualTo("we ll");
    assertThat(governor.events).containsExactly("chat own max 9", "used 3 4");
    governor.events.clear();

    assertThat(app.call("streamTwice")).isEqualTo(4L);
    assertThat(governor.events)
        .containsExactly("chat own max 9", "used 3 4", "chat own max 9", "used 3 4");
    governor.events.clear();

    app.call("streamSilently");
    assertThat(governor.events).containsExactly("chat own max 9", "wrote 4");
    governor.events.clear();

    assertThatThrownBy(() -> app.call("streamFails")).hasMessage("no stream");
    assertThat(governor.events).containsExactly("chat own max 9", "failed IllegalStateException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void aCancelledStreamIsToldToItsSourceAndCharged(String version) throws Throwable {
    assertThat(app(version).call("cancel")).isEqualTo(0);

    assertThat(governor.events).containsExactly("chat own max 9", "failed ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void whatASubscriberAsksForAndItsContextPass(String version) throws Throwable {
    assertThat(app(version).call("backPressure")).isEqualTo("asked 2asked 2asked 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.8", "2.0.1"})
  void vectorsAreHeldOnce(String version) throws Throwable {
    CompiledApp app = app(version);

    app.call("vectors");
    assertThat(governor.events).containsExactly("embeddings null max -1", "used 6 0");
    governor.events.clear();

    app.call("document");
    assertThat(governor.events)
        .containsExactly("embeddings null max -1", "giveWay", "embeddings null max -1", "used 6 0");
  }

  @Test
  void anOldReleasesRefusalIsItsOwn() throws Throwable {
    governor.refusal = "no more";
    CompiledApp app = app("1.1.8");

    for (String method : new String[] {"call", "stream", "vectors"}) {
      assertThatThrownBy(() -> app.call(method))
          .hasCauseInstanceOf(BudgetExceededException.class)
          .hasMessage("no more")
          .extracting(thrown -> thrown.getClass().getName())
          .isEqualTo("org.springframework.ai.retry.NonTransientAiException");
    }
  }

  @Test
  void aNewOnesIsOurs() throws Throwable {
    governor.refusal = "no more";
    CompiledApp app = app("2.0.1");

    for (String method : new String[] {"call", "stream", "vectors"}) {
      assertThatThrownBy(() -> app.call(method))
          .isInstanceOf(BudgetExceededException.class)
          .hasMessage("no more");
    }
  }

  @Test
  void whatIsTriedAgainIsHeldAgain() throws Throwable {
    CompiledApp app = app("1.1.8", "Retries", RETRIES);

    assertThat(app.call("call")).isEqualTo(3);
    assertThat(governor.events)
        .containsExactly("chat null max -1", "again 0", "again 0", "wrote 0");
  }
}
