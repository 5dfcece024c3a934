package dev.bursar.agent.hooking;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Gate;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.agent.builder.ResettableClassFileTransformer;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app retrieves from sources of its own making. */
@Timeout(60)
class LangChain4jReadsTest {
  private static final String MEMORY =
      """
      import dev.langchain4j.data.message.AiMessage;
      import dev.langchain4j.data.message.ChatMessage;
      import dev.langchain4j.memory.ChatMemory;
      import java.util.ArrayList;
      import java.util.List;

      public class App implements ChatMemory {
        private final List<ChatMessage> all = new ArrayList<>();

        public Object id() {
          return "ann & bob";
        }

        public void add(ChatMessage message) {
          all.add(message);
        }

        public List<ChatMessage> messages() {
          return all;
        }

        public void clear() {
          all.clear();
        }

        static class Other {
          List<ChatMessage> messages() {
            return null;
          }
        }

        public static Object messages(String text) {
          App app = new App();
          app.add(AiMessage.from(text));
          return app.messages().size();
        }

        public static Object one() {
          return messages("blue");
        }

        public static Object two() {
          return messages("green");
        }

        public static Object none() {
          return new Other().messages();
        }
      }
      """;

  private static final String ITS_OWN =
      """
      import dev.langchain4j.data.message.AiMessage;
      import dev.langchain4j.memory.chat.MessageWindowChatMemory;

      public class App {
        public static Object one() {
          MessageWindowChatMemory memory =
              MessageWindowChatMemory.builder().id("ann & bob").maxMessages(9).build();
          memory.add(AiMessage.from("blue"));
          return memory.messages().size();
        }
      }
      """;

  private static final String SOURCES =
      """
      import dev.langchain4j.data.embedding.Embedding;
      import dev.langchain4j.data.segment.TextSegment;
      import dev.langchain4j.rag.content.Content;
      import dev.langchain4j.rag.content.retriever.ContentRetriever;
      import dev.langchain4j.rag.query.Query;
      import dev.langchain4j.store.embedding.EmbeddingMatch;
      import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
      import dev.langchain4j.store.embedding.EmbeddingSearchResult;
      import dev.langchain4j.store.embedding.EmbeddingStore;
      import java.util.List;

      public class App implements ContentRetriever {
        public List<Content> retrieve(Query query) {
          if (query.text().isEmpty()) {
            throw new IllegalArgumentException("ask something");
          }
          return List.of(Content.from("blue"), Content.from("green"));
        }

        static class Store implements EmbeddingStore<TextSegment> {
          public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
            return new EmbeddingSearchResult<>(
                List.of(
                    new EmbeddingMatch<>(
                        0.5, "7", Embedding.from(new float[] {1}), TextSegment.from("red"))));
          }

          public String add(Embedding embedding) {
            return "";
          }

          public void add(String id, Embedding embedding) {}

          public String add(Embedding embedding, TextSegment segment) {
            return "";
          }

          public List<String> addAll(List<Embedding> all) {
            return List.of();
          }

          public List<String> addAll(List<Embedding> all, List<TextSegment> segments) {
            return List.of();
          }
        }

        public static Object ask() {
          return new App().retrieve(Query.from("which colours?")).size();
        }

        public static Object askLazily() {
          return new App() {
            @Override
            public List<Content> retrieve(Query query) {
              return new java.util.AbstractList<Content>() {
                @Override
                public Content get(int index) {
                  throw new IllegalStateException("the connection is closed");
                }

                @Override
                public int size() {
                  return 1;
                }
              };
            }
          }.retrieve(Query.from("which colours?")).size();
        }

        public static Object askNothing() {
          return new App().retrieve(new Query("?") {
            @Override
            public String text() {
              return "";
            }
          });
        }

        public static Object search() {
          EmbeddingSearchRequest request = EmbeddingSearchRequest.builder()
              .queryEmbedding(Embedding.from(new float[] {1}))
              .maxResults(3)
              .build();
          return new Store().search(request).matches().size();
        }

        public static Object searchForNothing() {
          return new Store().search(null).matches().size();
        }
      }
      """;

  @TempDir Path folder;
  private final ScriptedGovernor governor = new ScriptedGovernor();
  private long faults;

  @BeforeEach
  void install() {
    Rig.govern(governor);
    faults = Gate.faults();
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
    Rig.forget();
  }

  private CompiledApp app(String version, String source) throws Exception {
    return CompiledApp.of(folder, Path.of("target/langchain4j", version), "App", source);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "0.36.2", "1.20.0"})
  void aChatsMessagesAreARead(String version) throws Throwable {
    CompiledApp app = app(version, MEMORY);

    assertThat(app.call("one")).isEqualTo(1);
    assertThat(governor.requests).containsExactly("langchain4j MESSAGES langchain4j /App false");
    assertThat(governor.urls).containsExactly("langchain4j:/App?id=ann   bob");
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
    assertThat(governor.seen()).contains("blue");
    governor.seen.reset();

    app.call("two");
    assertThat(governor.seen()).contains("green").doesNotContain("blue");
    assertThat(governor.urls).hasSize(2);

    assertThat(app.call("none")).isNull();
    assertThat(governor.urls).hasSize(2);
  }

  /** As a spy would, that is to see no call but its app's. */
  static final class Asked {
    @Advice.OnMethodEnter
    static void enter() {
      System.setProperty("a.memory.was.asked.for.its.id", "true");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.25.0", "0.36.2", "1.19.0"})
  void aMemoryOfLangChain4jsOwnIsNotAskedForItsId(String version) throws Throwable {
    String memory = "dev.langchain4j.memory.chat.MessageWindowChatMemory";
    ResettableClassFileTransformer spy =
        new AgentBuilder.Default()
            .type(named(memory))
            .transform(
                (builder, type, loader, module, domain) ->
                    builder.visit(Advice.to(Asked.class).on(named("id"))))
            .installOn(Rig.INSTRUMENTATION);
    try {
      assertThat(app(version, ITS_OWN).call("one")).isEqualTo(1);
    } finally {
      Rig.INSTRUMENTATION.removeTransformer(spy);
    }

    assertThat(governor.urls).contains("langchain4j:/" + memory + "?id=ann   bob");
    assertThat(governor.seen()).contains("blue");
    assertThat(System.clearProperty("a.memory.was.asked.for.its.id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.36.2", "1.20.0"})
  void whatIsRetrievedAndFoundIsARead(String version) throws Throwable {
    CompiledApp app = app(version, SOURCES);

    assertThat(app.call("ask")).isEqualTo(2);
    assertThat(governor.urls).containsExactly("langchain4j:/App?query=which colours?");
    assertThat(governor.seen()).isEqualTo("blue\0green\0");
    governor.seen.reset();

    assertThat(app.call("search")).isEqualTo(1);
    assertThat(governor.requests)
        .last()
        .isEqualTo("langchain4j SEARCH langchain4j /App$Store false");
    assertThat(governor.urls).last().asString().startsWith("langchain4j:/App$Store?embedding=");
    assertThat(governor.seen()).isEqualTo("7\0red\0");
    assertThat(app.call("searchForNothing")).isEqualTo(1); // As a mock is, when it is set up.
    governor.events.clear();

    assertThat(app.call("askLazily")).isEqualTo(1);
    assertThat(governor.events)
        .containsExactly("attempt", "response 200", "abort IllegalStateException");
    assertThat(Gate.faults()).isEqualTo(++faults);
    governor.events.clear();

    assertThatThrownBy(() -> app.call("askNothing")).hasMessage("ask something");
    assertThat(governor.events).containsExactly("attempt", "failed IllegalArgumentException");
  }

  @Test
  void whatWasLoadedBeforeIsReadFromThenOn() throws Throwable {
    Gate.own(() -> {}).run(); // Nothing is woven any more.
    CompiledApp app = app("1.20.0", MEMORY);
    app.call("one");
    assertThat(governor.urls).isEmpty();

    Rig.forget();
    Hooks hooks = Rig.govern(governor);
    app.call("one");

    assertThat(governor.urls).hasSize(1);
    assertThat(hooks.states())
        .anySatisfy(
            state -> {
              assertThat(state.client()).isEqualTo("langchain4j-reads");
              assertThat(state.status()).isEqualTo(Status.LIVE);
            });
  }
}
