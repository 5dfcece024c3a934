package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Response;

/** What the app reads, and what the tap sees of it; in every version. */
final class OkHttpTeeScenarios extends OkHttpFixture {
  OkHttpTeeScenarios(ScriptedGovernor governor, TestServer server) {
    super(governor, server);
  }

  @Scenario
  void teesEveryByte() throws Exception {
    String all = "data: {\"a\":1}\n\ndata: [DONE]\n\n";
    for (int size = 1; size < all.length(); size += 3) {
      governor.events.clear();
      governor.seen.reset();
      server.answers(200, split(all, size));

      assertThat(text(client, post("{}"))).isEqualTo(all);
      assertThat(governor.seen()).isEqualTo(all);
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    }
  }

  @Scenario
  void teesLongBodies() throws Exception {
    String all = "0123456789abcdef".repeat(20_000);
    server.answers(200, all).answers(200, all, all);

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().contentLength()).isEqualTo(all.length());
      assertThat(response.body().string()).isEqualTo(all);
    }
    assertThat(governor.seen()).isEqualTo(all);
    governor.seen.reset();
    assertThat(text(client, post("{}"))).isEqualTo(all + all);
    assertThat(governor.seen()).isEqualTo(all + all);
  }

  @Scenario
  void rewrites() throws Exception {
    governor.taps = governor.new HidingTap()::itself;
    server.answers(200, "#", "#a", "b#c", "###", "d#");

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().contentLength()).isEqualTo(-1);
      assertThat(response.body().string()).isEqualTo("abcd");
    }
    assertThat(governor.seen()).isEqualTo("##ab#c###d#");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Scenario
  void endsABodyOfKnownLengthWithoutBeingAsked() throws Exception {
    server.answers(200, "hello");

    try (Response response = client.newCall(post("{}")).execute()) {
      assertThat(response.body().source().readUtf8(5)).isEqualTo("hello");
    }
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
  }

  @Scenario
  void endsAtOnceWithoutABody() throws Exception {
    server.answers(204);

    client.newCall(post("{}")).execute().close();

    assertThat(governor.events).containsExactly("decide", "attempt", "response 204", "end");
  }

  @Scenario
  void abortsOnEarlyClose() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = HalfAnswer.to(socket);
      try (Response response = client.newCall(post(socket.getLocalPort())).execute()) {
        assertThat(response.body().source().readByte()).isEqualTo((byte) 'h');
      }
      assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "abort");
      half.get().close();
    }
  }

  @Scenario
  void abortsOnReset() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Socket> half = HalfAnswer.to(socket);
      Response response = client.newCall(post(socket.getLocalPort())).execute();
      half.get().setSoLinger(true, 0);
      half.get().close();

      assertThatThrownBy(() -> response.body().string()).isInstanceOf(IOException.class);
      assertThat(governor.events).hasSize(4).last().asString().startsWith("abort ");
    }
  }

  private static String[] split(String all, int size) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < all.length(); i += size) {
      pieces.add(all.substring(i, Math.min(all.length(), i + size)));
    }
    return pieces.toArray(new String[0]);
  }
}
