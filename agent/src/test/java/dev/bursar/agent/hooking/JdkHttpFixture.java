package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Gate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A hooked client of the JDK, a governor and a server, for each test. */
@Timeout(30)
abstract class JdkHttpFixture {
  final ScriptedGovernor governor = new ScriptedGovernor();

  final TestServer server = new TestServer();

  final HttpClient client = HttpClient.newHttpClient();

  long faults;

  @BeforeEach
  void govern() {
    Rig.govern(governor);
    faults = Gate.faults();
  }

  @AfterEach
  void close() {
    server.close();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  HttpRequest post(String body) {
    return post(BodyPublishers.ofString(body));
  }

  HttpRequest post(BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(server.url("/v1/chat?x=1"))).POST(body).build();
  }

  static HttpRequest post(int port) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat"))
        .version(HttpClient.Version.HTTP_1_1)
        .POST(BodyPublishers.ofString("{}"))
        .build();
  }
}
