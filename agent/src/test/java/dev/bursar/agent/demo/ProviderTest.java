package dev.bursar.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private Provider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new Provider();
  }

  @AfterEach
  void stop() throws IOException {
    provider.close();
  }

  @Test
  void reportsAndBillsTheWordsThatItRead() throws Exception {
    Map<String, String> answer = ask("Write about   tea.", "");

    assertThat(answer).containsEntry("prompt_tokens", "3").containsEntry("finish_reason", "stop");
    long output = Long.parseLong(answer.get("completion_tokens"));
    assertThat(answer.get("content").split(" ")).hasSize((int) output);
    assertThat(output).isBetween(700L, 800L);
    assertThat(provider.meter().billed()).isEqualTo(3 * 2_500 + output * 10_000);
  }

  @Test
  void writesNoMoreThanItIsAskedFor() throws Exception {
    for (String field : new String[] {"max_tokens", "max_completion_tokens"}) {
      Map<String, String> answer = ask("Write", ",\"" + field + "\":7");

      assertThat(answer)
          .containsEntry("completion_tokens", "7")
          .containsEntry("finish_reason", "length");
    }
    assertThat(provider.meter().billed()).isEqualTo(2 * (2_500 + 7 * 10_000));
  }

  @Test
  void reviewsAreShortAndNeverApprove() throws Exception {
    Map<String, String> answer = ask("Review this section.", "");

    assertThat(answer.get("content")).doesNotStartWith("Approved");
    assertThat(Long.parseLong(answer.get("completion_tokens"))).isLessThan(200);
  }

  @Test
  void billsEveryOneOfManyCallsAtOnce() {
    CompletableFuture<?>[] calls =
        IntStream.range(0, 64)
            .mapToObj(i -> client.sendAsync(request("Write", ",\"max_tokens\":1"), body()))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(calls).join();

    assertThat(provider.meter().calls()).isEqualTo(64);
    assertThat(provider.meter().billed()).isEqualTo(64 * (2_500 + 10_000));
  }

  private Map<String, String> ask(String prompt, String more) throws Exception {
    HttpResponse<String> response = client.send(request(prompt, more), body());
    assertThat(response.statusCode()).isEqualTo(200);
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(response.body())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isScalarValue()) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    return fields;
  }

  private HttpRequest request(String prompt, String more) {
    String body =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + prompt
            + "\"}]"
            + more
            + "}";
    return HttpRequest.newBuilder(URI.create(provider.url()))
        .version(HttpClient.Version.HTTP_1_1)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse.BodyHandler<String> body() {
    return HttpResponse.BodyHandlers.ofString();
  }
}
