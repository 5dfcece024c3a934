package dev.bursar.programs;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An app with Anthropic's SDK, on a transport of its own that asks another provider's model. */
public final class AnthropicProgram implements Client {
  private static final String MESSAGE =
      "{\"id\":\"1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[]}";

  private AnthropicProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new AnthropicProgram());
  }

  @Override
  public void call(Order order, Answer answer) {
    AnthropicClient client =
        new AnthropicClientImpl(ClientOptions.builder().httpClient(new Other(order)).build());
    try {
      answer.status(200).content(ask(client, order).id());
    } catch (Exception e) {
      answer.failure(e);
    }
  }

  private static Message ask(AnthropicClient client, Order order)
      throws ExecutionException, InterruptedException {
    MessageCreateParams params =
        MessageCreateParams.builder().model("m").maxTokens(9).addUserMessage("hi").build();
    return order.flag("async")
        ? client.async().messages().create(params).get()
        : client.messages().create(params);
  }

  /** Speaks to a provider whose format is metered. */
  private static final class Other implements HttpClient {
    private final Order order;

    Other(Order order) {
      this.order = order;
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
      try {
        return new Told(MeteredCall.make(order));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(
        HttpRequest request, RequestOptions options) {
      return CompletableFuture.supplyAsync(() -> execute(request, options));
    }

    @Override
    public void close() {}
  }

  private static final class Told implements HttpResponse {
    private final int status;

    Told(int status) {
      this.status = status;
    }

    @Override
    public int statusCode() {
      return status;
    }

    @Override
    public Headers headers() {
      return Headers.builder().put("Content-Type", "application/json").build();
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }
}
