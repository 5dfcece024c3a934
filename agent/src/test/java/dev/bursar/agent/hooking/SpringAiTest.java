package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Delegation;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of Spring AI that an app calls itself, in no run and by no chat client. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"1.1.8", "2.0.1"})
class SpringAiTest {
  private static final String APP =
      """
      import java.lang.reflect.Proxy;
      import java.util.List;
      import java.util.concurrent.CompletableFuture;
      import java.util.concurrent.ExecutorService;
      import java.util.concurrent.Executors;
      import java.util.function.Function;
      import org.springframework.ai.chat.messages.AssistantMessage;
      import org.springframework.ai.chat.model.ChatModel;
      import org.springframework.ai.chat.model.ChatResponse;
      import org.springframework.ai.chat.model.Generation;
      import org.springframework.ai.chat.prompt.Prompt;
      import org.springframework.ai.document.Document;
      import org.springframework.ai.embedding.Embedding;
      import org.springframework.ai.embedding.EmbeddingModel;
      import org.springframework.ai.embedding.EmbeddingRequest;
      import org.springframework.ai.embedding.EmbeddingResponse;
      import reactor.core.publisher.Flux;

      public class App {
        static class Own implements ChatModel {
          @Override
          public ChatResponse call(Prompt prompt) {
            return part("well");
          }

          @Override
          public String call(String text) {
            return call(new Prompt(text)).getResult().getOutput().getText();
          }

          @Override
          public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.just(part("we"), part("ll"));
          }
        }

        static class Front implements ChatModel {
          final ChatModel other = new Own();

          @Override
          public ChatResponse call(Prompt prompt) {
            return other.call(prompt);
          }

          @Override
          public Flux<ChatResponse> stream(Prompt prompt) {
            return other.stream(prompt);
          }
        }

        static class Failing implements ChatModel {
          @Override
          public ChatResponse call(Prompt prompt) {
            throw new IllegalStateException("no chat");
          }

          @Override
          public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.error(new IllegalStateException("no chat"));
          }
        }

        static class Vectors implements EmbeddingModel {
          @Override
          public EmbeddingResponse call(EmbeddingRequest request) {
            return new EmbeddingResponse(List.of(new Embedding(new float[] {1}, 0)));
          }

          @Override
          public float[] embed(Document document) {
            return embed(document.getText());
          }
        }

        /** It has the methods, and is no model. */
        static class Desk {
          ChatResponse call(Prompt prompt) {
            return part("well");
          }
        }

        static final ChatModel OWN = new Own();
        static final Prompt PROMPT = new Prompt("how are you?");
        static Flux<ChatResponse> assembled;

        static ChatResponse part(String text) {
          return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
        }

        public static Object call() {
          return OWN.call(PROMPT).getResult().getOutput().getText();
        }

        public static Object shortly() {
          return OWN.call("how are you?");
        }

        public static Object front() {
          return new Front().call(PROMPT).getResult().getOutput().getText();
        }

        public static Object proxy() {
          ChatModel proxy = (ChatModel) Proxy.newProxyInstance(
              App.class.getClassLoader(),
              new Class<?>[] {ChatModel.class},
              (self, method, arguments) -> method.invoke(OWN, arguments));
          return proxy.call(PROMPT).getResult().getOutput().getText();
        }

        public static Object fails() {
          return new Failing().call(PROMPT);
        }

        public static Object noModel() {
          return new Desk().call(PROMPT).getResult().getOutput().getText();
        }

        public static Object reference() throws Exception {
          ExecutorService pool = Executors.newSingleThreadExecutor();
          Function<Prompt, ChatResponse> ask = OWN::call;
          try {
            return CompletableFuture.completedFuture(PROMPT).thenApplyAsync(ask, pool)
                .get().getResult().getOutput().getText();
          } finally {
            pool.shutdown();
          }
        }

        public static Object vectors() {
          return new Vectors().embed("how are you?").length;
        }

        public static Object document() {
          return new Vectors().embed(new Document("how are you?")).length;
        }

        public static Object assemble() {
          assembled = OWN.stream(PROMPT);
          return assembled instanceof Flux;
        }

        public static Object assembleFront() {
          assembled = new Front().stream(PROMPT);
          return assembled instanceof Flux;
        }

        public static Object assembleFailing() {
          assembled = new Failing().stream(PROMPT);
          return assembled instanceof Flux;
        }

        /** It subscribes to what another has assembled. */
        static class Reader {
          static long read() {
            return assembled.count().block();
          }
        }

        public static Object read() {
          return Reader.read();
        }

        public static Object readFirst() {
          return assembled.blockFirst().getResult().getOutput().getText();
        }

        public static Object readAsking() {
          return assembled.doOnNext(part -> Asker.ask()).count().block();
        }

        static class Asker {
          static void ask() {
            OWN.call(PROMPT);
          }
        }
      }
      """;

  /** Begins a run for whoever asks, and writes down who does, and who pays. */
  private static final class Noting implements Governor {
    final List<String> events = new CopyOnWriteArrayList<>();
    volatile boolean refusesRuns;
    volatile boolean refusesCalls;

    @Override
    public int look(String method, String host, String path) {
      return IGNORE;
    }

    @Override
    public Exchange open(Request request, int interest) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Run begin(int what, String type, String name, Run caller) {
      events.add("begun by " + type);
      if (refusesRuns) {
        throw new BudgetExceededException("no more runs");
      }
      Delegation any = new Delegation(Delegation.ANY, Delegation.ANY);
      Run run = new Run(what, type, false, type, caller, any);
      run.last(null, () -> events.add("ended"));
      return run;
    }

    @Override
    public ModelExchange open(ModelRequest request) {
      return new ModelExchange() {
        @Override
        public String decide() {
          Run run = Runs.current();
          events.add("paid by " + (run == null ? "nobody" : run.account() + '#' + run.method()));
          return refusesCalls ? "no more calls" : null;
        }

        @Override
        public String again(int status, Throwable failure) {
          return null;
        }

        @Override
        public void giveWay() {}

        @Override
        public void answered(ModelAnswer answer) {}

        @Override
        public void failed(int status, Throwable cause) {}
      };
    }
  }

  private static final Map<String, CompiledApp> APPS = new HashMap<>();

  @TempDir static Path folder;
  @Parameter String version;
  private final Noting governor = new Noting();
  private CompiledApp app;
  private long faults;

  @BeforeEach
  void load() throws Exception {
    faults = Gate.faults();
    Rig.govern(governor);
    app = APPS.get(version);
    if (app == null) {
      app = compiled();
      APPS.put(version, app);
    }
  }

  private CompiledApp compiled() throws Exception {
    Path own = Files.createTempDirectory(folder, "app");
    return CompiledApp.of(own, Path.of("target/spring-ai", version), "App", APP);
  }

  @AfterEach
  void noFaultOfOursAndNoRunIsLeft() {
    assertThat(Gate.faults()).isEqualTo(faults);
    assertThat(Runs.carried()).isNull();
  }

  @AfterAll
  static void forget() {
    Rig.forget();
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "shortly", "proxy", "vectors", "document"})
  void aCallIsOneRunOfTheClassThatCallsWhichPays(String method) throws Throwable {
    app.call(method);

    assertThat(governor.events).startsWith("begun by App").endsWith("ended");
    List<String> within = governor.events.subList(1, governor.events.size() - 1);
    assertThat(within).isNotEmpty().containsOnly("paid by App#" + method);
  }

  @Test
  void aModelThatAsksAnotherIsOneRun() throws Throwable {
    assertThat(app.call("front")).isEqualTo("well");
    assertThat(governor.events).containsExactly("begun by App", "paid by App#front", "ended");
    governor.events.clear();

    app.call("assembleFront");
    assertThat(app.call("read")).isEqualTo(2L);
    assertThat(governor.events)
        .containsExactly("begun by App", "paid by App#assembleFront", "ended");
  }

  @Test
  void aMethodReferenceIsOfTheClassThatMadeIt() throws Throwable {
    assertThat(app.call("reference")).isEqualTo("well");

    assertThat(governor.events).containsExactly("begun by App", "paid by App#null", "ended");
  }

  @Test
  void aRunEndsWithAFailure() throws Throwable {
    assertThatThrownBy(() -> app.call("fails")).hasMessage("no chat");
    assertThat(governor.events).containsExactly("begun by App", "paid by App#fails", "ended");
    governor.events.clear();

    app.call("assembleFailing");
    assertThatThrownBy(() -> app.call("read")).hasMessage("no chat");
    assertThat(governor.events)
        .containsExactly("begun by App", "paid by App#assembleFailing", "ended");
  }

  @Test
  void whatIsNoModelIsNoRun() throws Throwable {
    assertThat(app.call("noModel")).isEqualTo("well");

    assertThat(governor.events).isEmpty();
  }

  @Test
  void eachSubscriptionOfAStreamIsARunOfWhoMadeTheStream() throws Throwable {
    assertThat(app.call("assemble")).isEqualTo(true);
    assertThat(governor.events).isEmpty();

    assertThat(app.call("read")).isEqualTo(2L);
    assertThat(governor.events).containsExactly("begun by App", "paid by App#assemble", "ended");
    governor.events.clear();

    assertThat(app.call("readFirst")).isEqualTo("we");
    assertThat(governor.events).containsExactly("begun by App", "paid by App#assemble", "ended");
  }

  @Test
  void whatASubscriberDoesIsNotTheStreamsRun() throws Throwable {
    app.call("assemble");
    assertThat(app.call("readAsking")).isEqualTo(2L);

    String[] asked = {"begun by App$Asker", "paid by App$Asker#ask", "ended"};
    assertThat(governor.events)
        .startsWith("begun by App", "paid by App#assemble")
        .containsSequence(asked)
        .filteredOn("begun by App$Asker"::equals)
        .hasSize(2);
  }

  @Test
  void insideARunOrAModelsCallNothingChanges() throws Throwable {
    app.call("assemble");
    Run own = new Run("own", null);
    own.entered("work", null);
    for (Run run : List.of(own, Run.ofCall(endpoint -> {}, null))) {
      Object before = Runs.enter(run);
      try {
        app.call("call");
        app.call("read");
      } finally {
        Runs.restore(before);
      }
    }

    assertThat(governor.events)
        .containsExactly(
            "paid by own#work", "paid by own#work", "paid by nobody", "paid by nobody");
  }

  @Test
  void whatARunAssemblesIsPaidByWhoSubscribes() throws Throwable {
    Object before = Runs.enter(new Run("own", null));
    try {
      app.call("assemble");
    } finally {
      Runs.restore(before);
    }
    app.call("read");

    assertThat(governor.events).containsExactly("paid by nobody");
  }

  @Test
  void aRunThatMustNotBeginIsRefusedBeforeTheModelIsCalled() throws Throwable {
    governor.refusesRuns = true;
    app.call("assemble");

    for (String method : new String[] {"call", "vectors", "read"}) {
      assertThatThrownBy(() -> app.call(method)).satisfies(thrown -> isRefusal(thrown, "runs"));
    }
    assertThat(governor.events).containsOnly("begun by App").hasSize(3);
  }

  @Test
  void aCallThatMustNotBeEndsItsRun() throws Throwable {
    governor.refusesCalls = true;
    app.call("assemble");

    for (String method : new String[] {"call", "read"}) {
      governor.events.clear();
      assertThatThrownBy(() -> app.call(method)).satisfies(thrown -> isRefusal(thrown, "calls"));
      assertThat(governor.events).hasSize(3).endsWith("ended");
    }
  }

  private void isRefusal(Throwable thrown, String of) {
    boolean old = version.startsWith("1.");
    assertThat(old ? thrown.getCause() : thrown).isInstanceOf(BudgetExceededException.class);
    assertThat(thrown).hasMessage("no more " + of);
    if (old) {
      assertThat(thrown.getClass().getName())
          .isEqualTo("org.springframework.ai.retry.NonTransientAiException");
    }
  }

  @Test
  void modelsThatWereMadeBeforeAreSeenFromThenOn() throws Throwable {
    Gate.own(() -> {}).run(); // Nothing is woven any more.
    CompiledApp made = compiled();
    made.call("call");
    made.call("assemble");
    assertThat(governor.events).isEmpty();

    Rig.forget();
    Rig.govern(governor);
    made.call("call");
    assertThat(governor.events).containsExactly("begun by App", "paid by App#call", "ended");
    governor.events.clear();

    made.call("read"); // It was assembled before.
    assertThat(governor.events).isEmpty();
  }
}
