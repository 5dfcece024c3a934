package dev.bursar.programs;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An app with LangChain4j's OpenAI models, on its default transport. */
public final class LangChain4jProgram implements Client {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> models = new ConcurrentHashMap<>();

  private LangChain4jProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new LangChain4jProgram());
  }

  @Override
  public void call(Order order, Answer answer) throws Exception {
    try {
      if (order.get("kind", "chat").equals("embed")) {
        embed(order, answer);
      } else if (order.flag("stream")) {
        stream(order, answer);
      } else {
        chat(order, answer);
      }
    } catch (RuntimeException e) {
      fail(e, answer);
    }
  }

  private void embed(Order order, Answer answer) {
    var response = embedding(order).embed(ChatBody.prompt(order));
    answer.status(200).put("vectors", 1);
    answer.put("inputTokens", response.tokenUsage().inputTokenCount());
  }

  private void chat(Order order, Answer answer) {
    ChatResponse response = chatModel(order).chat(request(order));
    answer.status(200).content(response.aiMessage().text());
    usage(response, answer);
  }

  private void stream(Order order, Answer answer) throws Exception {
    Handler handler = new Handler(order, answer);
    streamingModel(order).chat(request(order), handler);
    try {
      ChatResponse response = handler.done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      answer.status(200);
      if (response != null) {
        usage(response, answer);
      }
    } catch (ExecutionException e) {
      fail(e.getCause(), answer);
    } finally {
      handler.report();
    }
  }

  private static ChatRequest request(Order order) {
    return ChatRequest.builder().messages(UserMessage.from(ChatBody.prompt(order))).build();
  }

  private OpenAiEmbeddingModel embedding(Order order) {
    return (OpenAiEmbeddingModel)
        models.computeIfAbsent(
            "embed " + order.get("base") + order.get("model"),
            key ->
                OpenAiEmbeddingModel.builder()
                    .baseUrl(order.get("base"))
                    .apiKey("sk-test")
                    .modelName(order.get("model"))
                    .timeout(PATIENCE)
                    .build());
  }

  private OpenAiChatModel chatModel(Order order) {
    return (OpenAiChatModel)
        models.computeIfAbsent(
            "chat " + order.get("base") + order.get("model") + order.get("max", ""),
            key ->
                OpenAiChatModel.builder()
                    .baseUrl(order.get("base"))
                    .apiKey("sk-test")
                    .modelName(order.get("model"))
                    .maxCompletionTokens(order.has("max") ? order.number("max", 0) : null)
                    .timeout(PATIENCE)
                    .build());
  }

  private OpenAiStreamingChatModel streamingModel(Order order) {
    return (OpenAiStreamingChatModel)
        models.computeIfAbsent(
            "stream " + order.get("base") + order.get("model") + order.get("max", ""),
            key ->
                OpenAiStreamingChatModel.builder()
                    .baseUrl(order.get("base"))
                    .apiKey("sk-test")
                    .modelName(order.get("model"))
                    .maxCompletionTokens(order.has("max") ? order.number("max", 0) : null)
                    .timeout(PATIENCE)
                    .build());
  }

  private static void usage(ChatResponse response, Answer answer) {
    if (response.tokenUsage() != null && response.tokenUsage().inputTokenCount() != null) {
      answer.put("inputTokens", response.tokenUsage().inputTokenCount());
      answer.put("outputTokens", response.tokenUsage().outputTokenCount());
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

  /** Collects one stream; cancels it after as many parts as the order allows. */
  private static final class Handler implements StreamingChatResponseHandler {
    private final CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final Answer answer;
    private final int most;
    private int parts;

    Handler(Order order, Answer answer) {
      this.answer = answer;
      String how = order.get("read", "all");
      most = how.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(how.split(":", -1)[1]);
    }

    @Override
    public synchronized void onPartialResponse(PartialResponse part, PartialResponseContext call) {
      text.append(part.text());
      parts++;
      if (parts >= most) {
        call.streamingHandle().cancel();
        done.complete(null);
      }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      done.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      done.completeExceptionally(error);
    }

    synchronized void report() {
      answer.content(text.toString()).put("chunks", parts);
    }
  }
}
