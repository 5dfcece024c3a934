package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Gate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streaming models of an app's own making that publish their answers, as from 1.20 on. */
@Timeout(60)
class LangChain4jReactiveTest {
  private static final String APP =
      """
      import dev.langchain4j.data.message.AiMessage;
      import dev.langchain4j.model.chat.StreamingChatModel;
      import dev.langchain4j.model.chat.request.ChatRequest;
      import dev.langchain4j.model.chat.request.ChatRequestParameters;
      import dev.langchain4j.model.chat.response.ChatModelStreamingEvent;
      import dev.langchain4j.model.chat.response.ChatResponse;
      import dev.langchain4j.model.chat.response.CompleteResponse;
      import dev.langchain4j.model.chat.response.PartialResponse;
      import dev.langchain4j.model.output.TokenUsage;
      import java.util.concurrent.Flow;

      public class App implements StreamingChatModel {
        static Flow.Publisher<ChatModelStreamingEvent> kept;

        @Override
        public ChatRequestParameters defaultRequestParameters() {
          return ChatRequestParameters.builder().modelName("own").maxOutputTokens(9).build();
        }

        @Override
        public Flow.Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
          return subscriber -> subscriber.onSubscribe(new Answer(subscriber));
        }

        static class Answer implements Flow.Subscription {
          final Flow.Subscriber<? super ChatModelStreamingEvent> subscriber;
          boolean cancelled;
          int told;

          Answer(Flow.Subscriber<? super ChatModelStreamingEvent> subscriber) {
            this.subscriber = subscriber;
          }

          @Override
          public void request(long n) {
            for (long i = 0; i < n && !cancelled && told < 3; i++) {
              tell(told++);
            }
          }

          void tell(int which) {
            if (which < 2) {
              subscriber.onNext(new PartialResponse(which == 0 ? "we" : "ll"));
              return;
            }
            ChatResponse answer =
                ChatResponse.builder()
                    .aiMessage(AiMessage.from("well"))
                    .tokenUsage(new TokenUsage(3, 4, 12))
                    .build();
            subscriber.onNext(new CompleteResponse(answer));
            subscriber.onComplete();
          }

          @Override
          public void cancel() {
            cancelled = true;
          }
        }

        static class Listener<T> implements Flow.Subscriber<T> {
          final StringBuilder told = new StringBuilder();
          Flow.Subscription subscription;

          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            told.append("subscribed ");
          }

          @Override
          public void onNext(T part) {
            told.append(part instanceof PartialResponse r ? r.text() : part).append(' ');
          }

          @Override
          public void onError(Throwable error) {
            told.append(error.getClass().getSimpleName()).append(": ").append(error.getMessage());
          }

          @Override
          public void onComplete() {
            told.append("end");
          }
        }

        static Flow.Publisher<ChatModelStreamingEvent> chat() {
          return new App().chat(ChatRequest.builder()
              .messages(dev.langchain4j.data.message.UserMessage.from("how are you?")).build());
        }

        static <T> Listener<T> listen(Flow.Publisher<T> publisher, long parts) {
          Listener<T> listener = new Listener<>();
          publisher.subscribe(listener);
          if (listener.subscription != null) {
            listener.subscription.request(parts);
          }
          return listener;
        }

        public static Object text() {
          return listen(new App().chat("how are you?"), 9).told.toString();
        }

        public static Object ask() {
          kept = chat();
          return "asked";
        }

        public static Object subscribe() {
          return listen(kept, 2).told.toString();
        }

        public static Object toTheEnd() {
          Listener<ChatModelStreamingEvent> listener = listen(kept, 2);
          listener.subscription.request(9);
          return listener.told.toString().startsWith("subscribed we ll ")
              && listener.told.toString().endsWith(" end");
        }

        public static Object cancel() {
          Listener<ChatModelStreamingEvent> listener = listen(kept, 1);
          listener.subscription.cancel();
          listener.subscription.request(9);
          return listener.told.toString();
        }

        public static Object fail() {
          Flow.Publisher<ChatModelStreamingEvent> failing = new App() {
            @Override
            public Flow.Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
              return subscriber -> {
                subscriber.onSubscribe(new Answer(subscriber));
                subscriber.onError(new IllegalStateException("not now"));
              };
            }
          }.chat(ChatRequest.builder()
              .messages(dev.langchain4j.data.message.UserMessage.from("how are you?")).build());
          return listen(failing, 0).told.toString();
        }

        public static Object another() {
          Flow.Publisher<ChatModelStreamingEvent> outer = new App() {
            @Override
            public Flow.Publisher<ChatModelStreamingEvent> doChat(ChatRequest request) {
              return new App().chat(request);
            }
          }.chat(ChatRequest.builder()
              .messages(dev.langchain4j.data.message.UserMessage.from("how are you?")).build());
          return listen(outer, 9).told.toString().endsWith(" end");
        }
      }
      """;

  @TempDir Path folder;
  private final ModelGovernor governor = new ModelGovernor();
  private long faults;

  @BeforeEach
  void install() {
    faults = Gate.faults();
    Rig.govern(governor);
  }

  @AfterEach
  void installAnew() {
    Rig.forget();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private CompiledApp app() throws Exception {
    return CompiledApp.of(folder, Path.of("target/langchain4j", "1.20.0"), "App", APP);
  }

  @Test
  void eachSubscriptionIsACall() throws Throwable {
    CompiledApp app = app();

    app.call("ask");
    assertThat(governor.events).isEmpty();

    assertThat(app.call("toTheEnd")).isEqualTo(true);
    assertThat(governor.events).endsWith("chat own max 9", "used 3 9");
    assertThat(governor.events).filteredOn(event -> event.startsWith("used")).hasSize(1);
    governor.events.clear();

    assertThat(app.call("toTheEnd")).isEqualTo(true);
    assertThat(governor.events).filteredOn(event -> event.startsWith("used")).hasSize(1);
    governor.events.clear();

    assertThat(app.call("text")).isEqualTo("subscribed we ll end");
    assertThat(governor.events).endsWith("chat own max 9", "used 3 9");
  }

  @Test
  void whoCancelsIsChargedAndSoIsWhoFails() throws Throwable {
    CompiledApp app = app();

    app.call("ask");
    assertThat(app.call("cancel")).isEqualTo("subscribed we ");
    assertThat(governor.events).endsWith("chat own max 9", "failed ");
    governor.events.clear();

    assertThat(app.call("fail")).isEqualTo("subscribed IllegalStateException: not now");
    assertThat(governor.events).endsWith("chat own max 9", "failed IllegalStateException");
  }

  @Test
  void aModelThatAsksAnotherIsHeldOnce() throws Throwable {
    assertThat(app().call("another")).isEqualTo(true);

    assertThat(governor.events).filteredOn("used 3 9"::equals).hasSize(1);
    assertThat(governor.events).doesNotContain("failed ");
  }

  @Test
  void whatNobodyHearsToItsEndIsChargedAsTheNextIsMade() throws Throwable {
    CompiledApp app = app();
    app.call("ask");
    assertThat(app.call("subscribe")).isEqualTo("subscribed we ll ");
    assertThat(governor.events).endsWith("chat own max 9");

    for (int i = 0; i < 100 && !governor.events.contains("failed "); i++) {
      System.gc();
      app.call("text");
    }
    assertThat(governor.events).contains("failed ");
  }

  @Test
  void oneThatIsRefusedIsToldToItsSubscriber() throws Throwable {
    governor.refusal = "no more";
    CompiledApp app = app();

    app.call("ask");
    assertThat(app.call("subscribe")).isEqualTo("subscribed NonRetriableException: no more");
  }
}
