package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.Gate;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Both ends of a connection, of which an app writes and reads the frames itself, as Vert.x does.
 */
abstract class NettyHttp2Frames {
  static final byte[] LOWERED = "{\"max\":1}".getBytes(StandardCharsets.UTF_8);

  final ScriptedGovernor governor = new ScriptedGovernor();
  Http2End client;
  Http2End server;
  long faults;

  @BeforeEach
  void connect() {
    Rig.govern(governor);
    faults = Gate.faults();
    client = new Http2End(false);
    server = new Http2End(true);
    talk();
  }

  @AfterEach
  void close() {
    client.channel.finishAndReleaseAll();
    server.channel.finishAndReleaseAll();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  void talk() {
    Http2End.talk(client.channel, server.channel);
  }

  static Http2Headers post() {
    return Http2End.request("POST", "/v1/chat?x=1")
        .set("content-length", "2")
        .set("accept-encoding", "gzip");
  }

  void post(int id) {
    client.head(id, post(), false);
    client.data(id, "{}", true);
    talk();
  }

  void answer(int id, String... pieces) {
    server.head(id, new DefaultHttp2Headers().status("200"), pieces.length == 0);
    for (int i = 0; i < pieces.length; i++) {
      server.data(id, pieces[i], i == pieces.length - 1);
      talk();
    }
    talk();
  }
}
