package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Delegation;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apps that call the SDKs of OpenAI, Anthropic and Google, on their own OkHttp. */
@Timeout(60)
class SdksTest {
  private static final String CHAT =
      "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[]}";
  private static final String MESSAGE =
      "{\"id\":\"1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[]}";
  private static final String CONTENT =
      "{\"candidates\":[{\"finishReason\":\"STOP\","
          + "\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hi\"}]}}]}";
  private static final String ANY = "{\"data\":[],\"input_tokens\":1,\"totalTokens\":1}";
  private static final String EVENTS = "data: [DONE]\n\n";

  private static final String APP =
      """
      import com.anthropic.client.AnthropicClient;
      import com.anthropic.client.okhttp.AnthropicOkHttpClient;
      import com.anthropic.models.messages.MessageCountTokensParams;
      import com.anthropic.models.messages.MessageCreateParams;
      import com.google.genai.Client;
      import com.google.genai.types.HttpOptions;
      import com.openai.client.OpenAIClient;
      import com.openai.client.okhttp.OpenAIOkHttpClient;
      import com.openai.core.http.AsyncStreamResponse;
      import com.openai.core.http.StreamResponse;
      import com.openai.models.chat.completions.ChatCompletion;
      import com.openai.models.chat.completions.ChatCompletionChunk;
      import com.openai.models.chat.completions.ChatCompletionCreateParams;
      import java.util.Optional;
      import java.util.concurrent.Callable;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.ExecutionException;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.function.Function;

      public class App {
        static final String BASE = System.getProperty("sdks.base");

        static final OpenAIClient OPENAI =
            OpenAIOkHttpClient.builder().baseUrl(BASE + "/v1").apiKey("k").build();
        static final AnthropicClient ANTHROPIC =
            AnthropicOkHttpClient.builder().baseUrl(BASE).apiKey("k").build();
        static final Client GOOGLE =
            Client.builder()
                .apiKey("k")
                .httpOptions(HttpOptions.builder().baseUrl(BASE).build())
                .build();

        static ChatCompletionCreateParams chatParams() {
          return ChatCompletionCreateParams.builder().model("m").addUserMessage("hi").build();
        }

        static MessageCreateParams messageParams() {
          return MessageCreateParams.builder().model("m").maxTokens(9).addUserMessage("hi").build();
        }

        static Object got(Callable<CompletableFuture<?>> call) throws Throwable {
          CompletableFuture<?> future;
          try {
            future = call.call();
          } catch (RuntimeException e) {
            throw new IllegalStateException("thrown, and not told", e);
          }
          try {
            return future.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        }

        public static Object chat() {
          return OPENAI.chat().completions().create(chatParams()).model();
        }

        public static Object chatRaw() {
          return OPENAI.chat().completions().withRawResponse().create(chatParams()).parse().model();
        }

        public static Object chatStream() {
          try (StreamResponse<ChatCompletionChunk> all =
              OPENAI.chat().completions().createStreaming(chatParams())) {
            return all.stream().count();
          }
        }

        public static Object chatLater() throws Throwable {
          return got(() -> OPENAI.async().chat().completions().create(chatParams()));
        }

        public static Object chatRawLater() throws Throwable {
          return got(() -> OPENAI.async().chat().completions().withRawResponse().create(chatParams()));
        }

        public static Object chatStreamLater() throws Throwable {
          return got(() -> {
            CompletableFuture<String> done = new CompletableFuture<>();
            OPENAI.async().chat().completions().createStreaming(chatParams())
                .subscribe(new AsyncStreamResponse.Handler<ChatCompletionChunk>() {
                  @Override
                  public void onNext(ChatCompletionChunk chunk) {}

                  @Override
                  public void onComplete(Optional<Throwable> error) {
                    if (error.isPresent()) {
                      done.completeExceptionally(error.get());
                    } else {
                      done.complete("");
                    }
                  }
                });
            return done;
          });
        }

        public static Object models() {
          return OPENAI.models().list().data().size();
        }


        public static Object reference() throws Throwable {
          ExecutorService pool = Executors.newSingleThreadExecutor();
          Function<ChatCompletionCreateParams, ChatCompletion> ask =
              OPENAI.chat().completions()::create;
          try {
            return got(
                () -> CompletableFuture.completedFuture(chatParams()).thenApplyAsync(ask, pool));
          } finally {
            pool.shutdown();
          }
        }

        public static Object message() {
          return ANTHROPIC.messages().create(messageParams()).content().size();
        }

        public static Object messageStream() {
          try (com.anthropic.core.http.StreamResponse<?> all =
              ANTHROPIC.messages().createStreaming(messageParams())) {
            return all.stream().count();
          }
        }

        public static Object messageLater() throws Throwable {
          return got(() -> ANTHROPIC.async().messages().create(messageParams()));
        }

        public static Object count() {
          return ANTHROPIC.messages().countTokens(
              MessageCountTokensParams.builder().model("m").addUserMessage("hi").build());
        }

        public static Object content() {
          return GOOGLE.models.generateContent("m", "hi", null).text();
        }

        public static Object contentInAChat() {
          return GOOGLE.chats.create("m").sendMessage("hi").text();
        }

        public static Object contentStream() {
          int parts = 0;
          for (Object part : GOOGLE.models.generateContentStream("m", "hi", null)) {
            parts++;
          }
          return parts;
        }

        public static Object contentLater() throws Throwable {
          return got(() -> GOOGLE.async.models.generateContent("m", "hi", null));
        }

        public static Object countContent() {
          return GOOGLE.models.countTokens("m", "hi", null).totalTokens();
        }
      }
      """;

  /** Begins a run for whoever asks, and writes down who does. */
  private static final class Noting implements Governor {
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile boolean refuses;

    @Override
    public int look(String method, String host, String path) {
      Run run = Runs.current();
      events.add("sent by " + (run == null ? "nobody" : run.account() + '#' + run.method()));
      return IGNORE;
    }

    @Override
    public Exchange open(Request request, int interest) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Run begin(int what, String type, String name, Run caller) {
      events.add("begun by " + type);
      if (refuses) {
        throw new BudgetExceededException("no more");
      }
      Delegation any = new Delegation(Delegation.ANY, Delegation.ANY);
      Run run = new Run(what, type, false, type, caller, any);
      run.last(null, () -> events.add("ended"));
      return run;
    }
  }

  @TempDir static Path folder;
  private static final Noting GOVERNOR = new Noting();
  private static final TestServer SERVER = new TestServer();
  private static CompiledApp app;

  private long faults;

  @BeforeAll
  static void load() throws Exception {
    System.setProperty("sdks.base", SERVER.url(""));
    Rig.govern(GOVERNOR);
    app = app();
  }

  @AfterAll
  static void close() {
    Rig.forget();
    SERVER.close();
  }

  private static CompiledApp app() throws Exception {
    return CompiledApp.alone(folder, Path.of("target/sdks"), "App", APP);
  }

  @BeforeEach
  void forget() {
    GOVERNOR.refuses = false;
    GOVERNOR.events.clear();
    SERVER.hits.clear();
    faults = Gate.faults();
  }

  @AfterEach
  void noFaultOfOurs() {
    assertThat(Gate.faults()).isEqualTo(faults);
  }

  private void answers(String method) {
    String body =
        method.startsWith("chat")
            ? CHAT
            : method.startsWith("message") ? MESSAGE : method.startsWith("content") ? CONTENT : ANY;
    boolean stream = method.contains("Stream");
    SERVER.answersWith(
        200,
        "Content-Type",
        stream ? "text/event-stream" : "application/json",
        !stream ? body : method.startsWith("content") ? "data: " + CONTENT + "\n\n" : EVENTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat",
        "chatRaw",
        "chatStream",
        "message",
        "messageStream",
        "content",
        "contentInAChat",
        "contentStream"
      })
  void aCallIsOneRunOfTheClassThatCalls(String method) throws Throwable {
    answers(method);
    app.call(method);

    assertThat(GOVERNOR.events).containsExactly("begun by App", "sent by App#" + method, "ended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chatLater", "chatRawLater", "chatStreamLater", "messageLater", "contentLater"})
  void aFuturesCallIsOneRunUntilItIsDone(String method) throws Throwable {
    answers(method);
    app.call(method);

    Awaitility.await().until(() -> GOVERNOR.events.contains("ended"));
    assertThat(GOVERNOR.events).hasSize(3).startsWith("begun by App").endsWith("ended");
    assertThat(Runs.current()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"models", "count", "countContent"})
  void whatIsNotBilledIsNoRun(String method) throws Throwable {
    answers(method);
    app.call(method);

    assertThat(GOVERNOR.events).containsExactly("sent by nobody");
  }

  @Test
  void whatTheSdkTriesAgainStaysInItsRun() throws Throwable {
    SERVER.answers(500, "{}");
    answers("chat");
    app.call("chat");

    assertThat(GOVERNOR.events)
        .containsExactly("begun by App", "sent by App#chat", "sent by App#chat", "ended");
  }

  @Test
  void insideARunOrAModelsCallNothingChanges() throws Throwable {
    Run own = new Run("own", null);
    own.entered("work", null);
    for (Run run : List.of(own, Run.ofCall(endpoint -> {}, null))) {
      answers("chat");
      Object before = Runs.enter(run);
      try {
        app.call("chat");
      } finally {
        Runs.restore(before);
      }
    }

    assertThat(GOVERNOR.events).containsExactly("sent by own#work", "sent by nobody");
  }

  @Test
  void aMethodReferenceIsOfTheClassThatMadeIt() throws Throwable {
    answers("chat");
    app.call("reference");

    assertThat(GOVERNOR.events).containsExactly("begun by App", "sent by App#null", "ended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat",
        "chatRaw",
        "chatStream",
        "chatLater",
        "chatRawLater",
        "chatStreamLater",
        "message",
        "messageLater",
        "content",
        "contentLater"
      })
  void aRefusalIsOursAndIsNotTriedAgain(String method) throws Throwable {
    GOVERNOR.refuses = true;

    assertThatThrownBy(() -> app.call(method))
        .isExactlyInstanceOf(BudgetExceededException.class)
        .hasMessage("no more");
    assertThat(GOVERNOR.events).containsExactly("begun by App");
    assertThat(SERVER.hits).isEmpty();
  }

  @Test
  void clientsThatWereBuiltBeforeAreSeenFromThenOn() throws Throwable {
    Gate.own(() -> {}).run(); // Nothing is woven any more.
    CompiledApp built = app();
    List<String> methods = List.of("chat", "message", "content");
    for (String method : methods) {
      answers(method);
      built.call(method);
    }
    assertThat(GOVERNOR.events).isEmpty();

    Rig.forget();
    Hooks hooks = Rig.govern(GOVERNOR);
    for (String method : methods) {
      GOVERNOR.events.clear();
      answers(method);
      built.call(method);
      assertThat(GOVERNOR.events).containsExactly("begun by App", "sent by App#" + method, "ended");
    }
    assertThat(hooks.states())
        .filteredOn(state -> state.client().equals("sdks"))
        .noneMatch(state -> state.status() == Status.DOES_NOT_FIT)
        .anyMatch(state -> state.status() == Status.LIVE);
  }
}
