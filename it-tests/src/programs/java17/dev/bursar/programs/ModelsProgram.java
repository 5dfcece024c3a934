package dev.bursar.programs;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.internal.RetryUtils;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An app with models of its own making, most of which no transport ever sees. */
public final class ModelsProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "models");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<String, ChatModel> models = new ConcurrentHashMap<>();

  private ModelsProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new ModelsProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    try {
      switch (order.get("kind", "plain")) {
        case "meter" -> {
          answer.status(200).put("billed", OwnProvider.BILLED.get());
          answer.put("hits", OwnProvider.HITS.get());
        }
        case "embed" -> {
          new Vectors().embed(ChatBody.prompt(order));
          answer.status(200);
        }
        case "stream" -> stream(order, answer);
        default -> {
          ChatResponse response = model(order).chat(request(order));
          answer.status(200).content(response.aiMessage().text());
        }
      }
    } catch (Exception e) {
      fail(e, answer);
    }
  }

  private static void fail(Throwable failure, Answer answer) {
    answer.failure(failure);
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof HttpException http) {
        answer.status(http.statusCode());
        return;
      }
    }
  }

  private static ChatRequest request(Order order) {
    return ChatRequest.builder()
        .messages(UserMessage.from(ChatBody.prompt(order)))
        .parameters(
            ChatRequestParameters.builder()
                .modelName(order.get("model"))
                .maxOutputTokens(order.number("max", 100))
                .build())
        .build();
  }

  private ChatModel model(Order order) {
    return switch (order.get("kind", "plain")) {
      case "plain" -> new Plain(order);
      case "overrides" -> new Overrides(order);
      case "retries" -> new Retries(order);
      case "openai" -> openAi(order);
      case "wrapped" -> new Wrapper(openAi(order));
      case "direct" ->
          models.computeIfAbsent("direct " + order.get("base"), key -> new Direct(order));
      default -> throw new IllegalArgumentException(order.get("kind"));
    };
  }

  private ChatModel openAi(Order order) {
    return models.computeIfAbsent(
        "openai " + order.get("base") + order.get("model"),
        key ->
            OpenAiChatModel.builder()
                .baseUrl(order.get("base"))
                .apiKey("sk-test")
                .modelName(order.get("model"))
                .timeout(PATIENCE)
                .build());
  }

  private static void stream(Order order, Answer answer) throws Exception {
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    StreamingChatModel model =
        order.get("by", "doChat").equals("chat") ? new StreamOverrides(order) : new Streams(order);
    model.chat(
        request(order),
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String part) {}

          @Override
          public void onCompleteResponse(ChatResponse response) {
            done.complete(response);
          }

          @Override
          public void onError(Throwable error) {
            done.completeExceptionally(error);
          }
        });
    answer.put("returned", 1);
    try {
      ChatResponse response = done.get(order.number("patience", 60), TimeUnit.SECONDS);
      answer.status(200).content(response.aiMessage().text());
    } catch (ExecutionException e) {
      fail(e.getCause(), answer);
    }
  }

  /** Overrides what providers of LangChain4j's own override. */
  private static final class Plain implements ChatModel {
    private final Order order;
    private final OwnProvider.Failures failures;

    Plain(Order order) {
      this.order = order;
      this.failures = new OwnProvider.Failures(order);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      failures.next();
      return OwnProvider.answer(order, request);
    }
  }

  /** Overrides what its callers call. */
  private static final class Overrides implements ChatModel {
    private final Order order;

    Overrides(Order order) {
      this.order = order;
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
      return OwnProvider.answer(order, request);
    }
  }

  /** Tries again, as LangChain4j's own do. */
  private static final class Retries implements ChatModel {
    private final Order order;
    private final OwnProvider.Failures failures;

    Retries(Order order) {
      this.order = order;
      this.failures = new OwnProvider.Failures(order);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return RetryUtils.retryPolicyBuilder()
          .delayMillis(10)
          .build()
          .withRetry(
              () -> {
                failures.next();
                return OwnProvider.answer(order, request);
              },
              order.number("retries", 2));
    }
  }

  /** Asks another model. */
  private static final class Wrapper implements ChatModel {
    private final ChatModel wrapped;

    Wrapper(ChatModel wrapped) {
      this.wrapped = wrapped;
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
      return wrapped.chat(request);
    }
  }

  /** Speaks a provider's protocol itself. */
  private static final class Direct implements ChatModel {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    Direct(Order order) {
      this.base = order.get("base");
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
      String body =
          "{\"model\":\""
              + request.parameters().modelName()
              + "\",\"max_completion_tokens\":"
              + request.parameters().maxOutputTokens()
              + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      // Elsewhere than where it was asked for.
      HttpResponse<String> answer = CompletableFuture.supplyAsync(() -> send(post), WORKERS).join();
      if (answer.statusCode() != 200) {
        throw new HttpException(answer.statusCode(), answer.body());
      }
      return ChatResponse.builder()
          .aiMessage(dev.langchain4j.data.message.AiMessage.from("well"))
          .tokenUsage(new TokenUsage(1, 1))
          .build();
    }

    private HttpResponse<String> send(HttpRequest post) {
      try {
        return client.send(post, HttpResponse.BodyHandlers.ofString());
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Tells its handler from another thread, after it has returned. */
  private static final class Streams implements StreamingChatModel {
    private final Order order;

    Streams(Order order) {
      this.order = order;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
      tell(order, request, handler);
    }
  }

  /** The same, of a model that overrides what its callers call. */
  private static final class StreamOverrides implements StreamingChatModel {
    private final Order order;

    StreamOverrides(Order order) {
      this.order = order;
    }

    @Override
    public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
      tell(order, request, handler);
    }
  }

  private static void tell(Order order, ChatRequest request, StreamingChatResponseHandler handler) {
    OwnProvider.Failures failures = new OwnProvider.Failures(order);
    WORKERS.execute(
        () -> {
          try {
            failures.next();
          } catch (HttpException e) {
            handler.onError(e);
            return;
          }
          ChatResponse answer = OwnProvider.answer(order, request);
          if (order.flag("silent")) {
            return;
          }
          for (String word : List.of("one ", "two ")) {
            handler.onPartialResponse(word);
          }
          handler.onCompleteResponse(answer);
        });
  }

  /** An embedding model that knows its name and its usage. */
  public static final class Vectors implements EmbeddingModel {
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
      List<Embedding> vectors = new ArrayList<>();
      int input = 0;
      for (TextSegment segment : segments) {
        input += OwnProvider.words(segment.text());
        vectors.add(Embedding.from(new float[] {1, 2}));
      }
      OwnProvider.billVectors(input);
      return Response.from(vectors, new TokenUsage(input));
    }

    @Override
    public String modelName() {
      return "text-embedding-3-small";
    }
  }
}
