package dev.bursar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class CollectorTest {
  @Test
  void countsWhatItIsGivenOfSpansAlone() throws Exception {
    try (Collector collector = Collector.start()) {
      assertThat(export(collector, "/v1/metrics", "12345")).isEqualTo(200);
      assertThat(collector.spans()).isZero();
      assertThat(export(collector, "/v1/traces", "1234567")).isEqualTo(200);
      assertThat(export(collector, "/v1/traces", "1")).isEqualTo(200);
      assertThat(collector.spans()).isEqualTo(8);
    }
  }

  private static int export(Collector collector, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(collector.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
