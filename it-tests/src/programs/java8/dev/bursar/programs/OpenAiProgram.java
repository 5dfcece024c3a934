package dev.bursar.programs;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An app with the OpenAI SDK, on its own OkHttp transport. */
public final class OpenAiProgram implements Client {
  private static final int PATIENCE_SECONDS = 60;

  private final Map<String, OpenAIClient> clients = new ConcurrentHashMap<>();

  private OpenAiProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new OpenAiProgram());
  }

  @Override
  public void call(Order order, Answer answer) {
    OpenAIClient client = clients.computeIfAbsent(order.get("base"), OpenAiProgram::build);
    try {
      if (order.get("kind", "chat").equals("embed")) {
        embed(client, order, answer);
      } else if (order.flag("stream")) {
        stream(client, order, answer);
      } else {
        chat(client, order, answer);
      }
    } catch (Exception e) {
      answer.failure(e);
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof OpenAIServiceException) {
          answer.status(((OpenAIServiceException) t).statusCode());
          break;
        }
      }
    }
  }

  private static OpenAIClient build(String base) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base)
        .apiKey("sk-test")
        .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
        .build();
  }

  private static void embed(OpenAIClient client, Order order, Answer answer) {
    CreateEmbeddingResponse response =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model(order.get("model"))
                    .input(ChatBody.prompt(order))
                    .build());
    answer.status(200).put("vectors", response.data().size());
    answer.put("inputTokens", response.usage().promptTokens());
  }

  private static void chat(OpenAIClient client, Order order, Answer answer) throws Exception {
    ChatCompletionCreateParams params = params(order);
    ChatCompletion completion;
    if (order.flag("async")) {
      completion =
          client
              .async()
              .chat()
              .completions()
              .create(params)
              .whenComplete((done, failed) -> answer.thread())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } else {
      completion = client.chat().completions().create(params);
    }
    answer.status(200).content(completion.choices().get(0).message().content().orElse(""));
    answer.put("choices", completion.choices().size());
    usage(completion.usage(), answer);
  }

  private static void stream(OpenAIClient client, Order order, Answer answer) throws Exception {
    Chunks chunks = new Chunks(order);
    try {
      if (order.flag("async")) {
        subscribe(client.async().chat().completions().createStreaming(params(order)), chunks);
      } else {
        try (StreamResponse<ChatCompletionChunk> response =
            client.chat().completions().createStreaming(params(order))) {
          Iterator<ChatCompletionChunk> all = response.stream().iterator();
          while (!chunks.enough() && all.hasNext()) {
            chunks.add(all.next());
          }
        }
      }
      answer.status(200);
    } finally {
      chunks.report(answer);
    }
  }

  private static void subscribe(AsyncStreamResponse<ChatCompletionChunk> response, Chunks chunks)
      throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    response.subscribe(
        new AsyncStreamResponse.Handler<ChatCompletionChunk>() {
          @Override
          public void onNext(ChatCompletionChunk chunk) {
            chunks.add(chunk);
            if (chunks.enough()) {
              response.close();
              done.complete(null);
            }
          }

          @Override
          public void onComplete(Optional<Throwable> error) {
            if (error.isPresent()) {
              done.completeExceptionally(error.get());
            } else {
              done.complete(null);
            }
          }
        });
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static ChatCompletionCreateParams params(Order order) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder()
            .model(order.get("model"))
            .addUserMessage(ChatBody.prompt(order));
    if (order.has("max")) {
      params.maxCompletionTokens(order.number("max", 0));
    }
    if (order.has("n")) {
      params.n(order.number("n", 1));
    }
    if (order.flag("usage")) {
      params.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    return params.build();
  }

  private static void usage(Optional<CompletionUsage> usage, Answer answer) {
    if (usage.isPresent()) {
      answer.put("inputTokens", usage.get().promptTokens());
      answer.put("outputTokens", usage.get().completionTokens());
    }
  }

  /** The chunks of one stream, as the app sees them. */
  private static final class Chunks {
    private final StringBuilder text = new StringBuilder();
    private final int most;
    private int seen;
    private int withoutChoices;
    private Optional<CompletionUsage> usage = Optional.empty();

    Chunks(Order order) {
      String how = order.get("read", "all");
      most = how.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(how.split(":", -1)[1]);
    }

    synchronized boolean enough() {
      return seen >= most;
    }

    synchronized void add(ChatCompletionChunk chunk) {
      seen++;
      if (chunk.choices().isEmpty()) {
        withoutChoices++;
      } else {
        chunk.choices().get(0).delta().content().ifPresent(text::append);
      }
      if (chunk.usage().isPresent()) {
        usage = chunk.usage();
      }
    }

    synchronized void report(Answer answer) {
      answer.content(text.toString());
      answer.put("chunks", seen).put("chunksWithoutChoices", withoutChoices);
      usage(usage, answer);
    }
  }
}
