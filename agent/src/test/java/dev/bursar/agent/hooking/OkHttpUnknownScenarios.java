package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Response;

/** A library that does not fit: its calls pass as if nobody looked. */
final class OkHttpUnknownScenarios extends OkHttpFixture {
  OkHttpUnknownScenarios(ScriptedGovernor governor, TestServer server) {
    super(governor, server);
  }

  @Scenario
  void passesSync() throws Exception {
    server.answers(200, "hello");

    assertThat(text(client, post("{}"))).isEqualTo("hello");
    assertThat(server.hits).hasSize(1);
    assertThat(governor.events).isEmpty();
  }

  @Scenario
  void passesAsync() throws Exception {
    server.answers(200, "hello");

    try (Response response = enqueue(client, post("{}"))) {
      assertThat(response.body().string()).isEqualTo("hello");
    }
    assertThat(server.hits).hasSize(1);
    assertThat(governor.events).isEmpty();
  }
}
