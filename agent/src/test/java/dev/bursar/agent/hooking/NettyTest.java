package dev.bursar.agent.hooking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes through Netty's codec on one connection, message by message. */
@Timeout(30)
class NettyTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final ScriptedGovernor governor = new ScriptedGovernor();
  private EmbeddedChannel channel;
  private long faults;

  @BeforeEach
  void connect() {
    Rig.govern(governor);
    faults = Gate.faults();
    channel = new EmbeddedChannel(new HttpClientCodec());
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(Gate.faults()).as("faults").isEqualTo(faults);
  }

  private static FullHttpRequest post(String body) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1/chat?x=1", utf8(body));
    request.headers().set("Host", "models.example:8080").set("Accept-Encoding", "gzip");
    request.headers().set("Content-Length", body.length());
    return request;
  }

  private static HttpRequest head(HttpMethod method, String uri) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, uri);
    request.headers().set("Host", "models.example").set("Transfer-Encoding", "chunked");
    return request;
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private String sent() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.append(out.toString(StandardCharsets.UTF_8));
      out.release();
    }
    return all.toString();
  }

  /** What the app has read: a status for each head, then the body, then a dot for its end. */
  private String read() {
    StringBuilder all = new StringBuilder();
    for (HttpObject in = channel.readInbound(); in != null; in = channel.readInbound()) {
      if (in instanceof HttpResponse) {
        all.append(((HttpResponse) in).status().code()).append(' ');
      }
      if (in instanceof HttpContent) {
        all.append(((HttpContent) in).content().toString(StandardCharsets.UTF_8));
        ((HttpContent) in).release();
      }
      if (in instanceof LastHttpContent) {
        all.append('.');
      }
    }
    return all.toString();
  }

  @Test
  void passesOnce() {
    channel.writeOutbound(post("{}"));
    assertThat(sent()).startsWith("POST /v1/chat?x=1 HTTP/1.1\r\n").endsWith("\r\n\r\n{}");

    channel.writeInbound(utf8(OK));
    assertThat(read()).isEqualTo("200 hello.");
    assertThat(governor.requests).containsExactly("netty POST models.example /v1/chat false");
    assertThat(governor.bodies).containsExactly("{}");
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  @Test
  void holdsThePartsAndLetsTheirWriterGoOn() {
    ByteBuf raw = utf8("34");
    ChannelFuture head = channel.writeAndFlush(head(HttpMethod.POST, "/v1/chat"));
    ChannelFuture first = channel.writeAndFlush(new DefaultHttpContent(utf8("12")));
    ChannelFuture second = channel.writeAndFlush(raw);
    assertThat(head.isSuccess() && first.isSuccess() && second.isSuccess()).isTrue();
    assertThat(sent()).isEmpty();

    ChannelFuture last = channel.write(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(last.isDone()).isFalse();
    channel.flush();
    assertThat(last.isSuccess()).isTrue();
    assertThat(sent()).endsWith("\r\n\r\n2\r\n12\r\n2\r\n34\r\n0\r\n\r\n");
    assertThat(governor.bodies).containsExactly("1234");
    assertThat(raw.refCnt()).isZero();
  }

  @Test
  void refusesByAResponseAndLeavesTheConnectionUsable() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    FullHttpRequest refused = post("{}");
    ChannelFuture written = channel.writeAndFlush(refused);
    assertThat(written.isSuccess()).isTrue();
    channel.runPendingTasks();
    assertThat(sent()).isEmpty();
    HttpResponse answer = channel.readInbound();
    assertThat(answer.status().toString()).isEqualTo("402 Payment Required");
    assertThat(answer.headers().get("Content-Length")).isEqualTo("18");
    assertThat(answer.headers().get("x-should-retry")).isEqualTo("false");
    assertThat(read()).isEqualTo("{\"error\":\"budget\"}.");
    assertThat(refused.refCnt()).isZero();
    assertThat(governor.events).containsExactly("decide");

    governor.decision = Decision.PASS;
    channel.writeOutbound(post("{}"));
    assertThat(sent()).isNotEmpty();
    channel.writeInbound(utf8(OK));
    assertThat(read()).isEqualTo("200 hello.");
    assertThat(governor.events)
        .containsExactly("decide", "decide", "attempt", "response 200", "end");
  }

  @Test
  void refusesByAnException() {
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(true));
    ChannelFuture head = channel.writeAndFlush(head(HttpMethod.POST, "/v1/chat"));
    ChannelFuture last = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(head.isSuccess()).isTrue();
    assertThat(last.cause()).isInstanceOf(BudgetExceededIOException.class);
    channel.runPendingTasks();
    assertThat(sent()).isEmpty();
    assertThat(channel.isActive()).as("who looks at no promise sees the end").isFalse();
    org.assertj.core.api.Assertions.assertThatThrownBy(channel::checkException)
        .isInstanceOf(BudgetExceededIOException.class);
  }

  @Test
  void doesNotSendWhatCannotBeMarkedSent() {
    governor.attemptsAllowed = 0;
    ChannelFuture written = channel.writeAndFlush(post("{}"));
    assertThat(written.cause()).isInstanceOf(BudgetExceededIOException.class);
    assertThat(sent()).isEmpty();
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed BudgetExceededIOException");
    channel.runPendingTasks();
    org.assertj.core.api.Assertions.assertThatThrownBy(channel::checkException)
        .isInstanceOf(BudgetExceededIOException.class);
  }

  @Test
  void sendsAnotherBodyAndKeepsTheFraming() {
    governor.decision = Decision.replace("{\"max\":1}".getBytes(StandardCharsets.UTF_8), true);
    FullHttpRequest request = post("{}");
    channel.writeOutbound(request);
    assertThat(sent())
        .contains("Content-Length: 9\r\n")
        .doesNotContainIgnoringCase("accept-encoding")
        .endsWith("\r\n\r\n{\"max\":1}");
    assertThat(request.refCnt()).isZero();
    assertThat(request.headers().get("Accept-Encoding")).as("the app's own").isEqualTo("gzip");

    channel.writeOutbound(
        head(HttpMethod.POST, "/v1/chat"),
        new DefaultHttpContent(utf8("{")),
        new DefaultHttpContent(utf8("}")),
        LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(sent())
        .contains("Transfer-Encoding: chunked\r\n")
        .doesNotContainIgnoringCase("content-length")
        .endsWith("\r\n\r\n9\r\n{\"max\":1}\r\n0\r\n\r\n");
  }

  @Test
  void delaysNoReadAndNothingThatIsNotOurs() {
    channel.writeOutbound(head(HttpMethod.GET, "/read"));
    assertThat(sent()).startsWith("GET /read");
    channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeOutbound(head(HttpMethod.POST, "/page"));
    assertThat(sent()).contains("POST /page");
    assertThat(governor.events).containsExactly("attempt");
    channel.writeInbound(utf8(OK));
    assertThat(governor.events).containsExactly("attempt", "response 200", "end");
  }

  @Test
  void knowsWhichAnswerIsWhoseOnAPipeline() {
    HttpRequest page = head(HttpMethod.GET, "/page");
    channel.writeOutbound(page, LastHttpContent.EMPTY_LAST_CONTENT, post("1"));
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    channel.writeOutbound(post("2"));
    governor.decision = Decision.PASS;
    channel.writeOutbound(post("3"));
    channel.runPendingTasks();
    assertThat(read()).as("a refusal waits for its turn").isEmpty();

    channel.writeInbound(utf8(OK));
    assertThat(governor.seen()).isEmpty();
    channel.writeInbound(utf8(OK.replace("hello", "first")));
    assertThat(governor.seen()).isEqualTo("first");
    channel.runPendingTasks();
    channel.writeInbound(utf8(OK.replace("hello", "third")));
    assertThat(governor.seen()).isEqualTo("firstthird");
    assertThat(read()).isEqualTo("200 hello.200 first.402 {\"error\":\"budget\"}.200 third.");
  }

  @Test
  void looksPastInterimAnswers() {
    channel.writeOutbound(post("{}"));
    channel.writeInbound(utf8("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK));
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(read()).isEqualTo("103 .200 hello.");
  }

  @Test
  void letsAnAppThatWaitsForTheServerSendItsBody() {
    HttpRequest head = head(HttpMethod.POST, "/v1/chat");
    head.headers().set("Expect", "100-continue");
    channel.writeOutbound(head);
    channel.runPendingTasks();
    assertThat(read()).isEqualTo("100 .");
    channel.writeOutbound(new DefaultHttpContent(utf8("{}")), LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(sent()).doesNotContainIgnoringCase("expect").endsWith("2\r\n{}\r\n0\r\n\r\n");
    channel.writeInbound(utf8(OK));
    assertThat(read()).isEqualTo("200 hello.");
  }

  @Test
  void givesTheAppWhatTheTapMakesOfTheBody() {
    governor.taps = () -> governor.new HidingTap();
    channel.writeOutbound(post("{}"));
    channel.writeInbound(utf8("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"));
    HttpResponse head = channel.readInbound();
    assertThat(head.headers().contains("Content-Length")).isFalse();
    channel.writeInbound(utf8("##"));
    assertThat(channel.inboundMessages()).as("nothing to see yet").isEmpty();
    channel.writeInbound(utf8("ab#c"));
    channel.writeInbound(utf8("d"));
    assertThat(read()).isEqualTo("abcd.");
    assertThat(governor.seen()).isEqualTo("##ab#cd");
  }

  @Test
  void tellsOfAConnectionThatEndsBeforeItsAnswer() {
    channel.writeOutbound(post("{}"));
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
    assertThat(governor.events)
        .containsExactly("decide", "attempt", "failed ClosedChannelException");
  }

  @Test
  void tellsOfAConnectionThatEndsWithinItsAnswer() {
    channel.writeOutbound(post("{}"));
    channel.writeInbound(utf8("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"));
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
    assertThat(governor.events).hasSize(4).contains("response 200");
    assertThat(governor.events.get(3)).startsWith("abort");
  }

  @Test
  void readsAnAnswerThatEndsWithItsConnection() {
    channel.writeOutbound(post("{}"));
    channel.writeInbound(utf8("HTTP/1.1 200 OK\r\n\r\nhello"));
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
    assertThat(governor.events).containsExactly("decide", "attempt", "response 200", "end");
    assertThat(governor.seen()).isEqualTo("hello");
  }

  @Test
  void tellsOfAnAnswerThatCannotBeRead() {
    channel.writeOutbound(post("{}"));
    channel.writeInbound(utf8("no HTTP at all\r\n\r\n"));
    assertThat(governor.events).hasSize(3);
    assertThat(governor.events.get(2)).startsWith("failed");
  }

  @Test
  void dropsWhatIsHeldWhereTheConnectionEnds() {
    ByteBuf part = utf8("{");
    channel.writeOutbound(head(HttpMethod.POST, "/v1/chat"), part);
    channel.close().syncUninterruptibly();
    channel.runPendingTasks();
    assertThat(part.refCnt()).isZero();
    assertThat(governor.events).isEmpty();
  }

  @Test
  void sendsWhatItCannotReadOnlyWhereTheGovernorSaysSo() {
    HttpRequest huge = head(HttpMethod.POST, "/v1/chat");
    huge.headers().remove("Transfer-Encoding").set("Content-Length", 100L << 20);
    governor.decision = Decision.refuse(ScriptedGovernor.refusal(false));
    channel.writeOutbound(huge);
    assertThat(governor.bodies).containsExactly("null");
    ByteBuf part = utf8("x");
    channel.writeOutbound(part, LastHttpContent.EMPTY_LAST_CONTENT);
    channel.runPendingTasks();
    assertThat(part.refCnt()).isZero();
    assertThat(sent()).isEmpty();
    assertThat(read()).isEqualTo("402 {\"error\":\"budget\"}.");

    governor.decision = Decision.PASS;
    channel.writeOutbound(huge, utf8("x"));
    assertThat(sent()).startsWith("POST").endsWith("x");
  }

  @Test
  void leavesServersAlone() {
    EmbeddedChannel server = new EmbeddedChannel(new HttpServerCodec());
    server.writeInbound(utf8("POST /v1/chat HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"));
    assertThat(server.inboundMessages()).hasSize(2);
    server.finishAndReleaseAll();
    assertThat(governor.requests).isEmpty();
  }

  @Test
  void aFaultOfOursLetsTheRequestPass() {
    governor.faultInDecide = new IllegalStateException("a fault");
    channel.writeOutbound(post("{}"));
    assertThat(sent()).endsWith("{}");
    assertThat(governor.events).startsWith("decide", "attempt");
    assertThat(List.of(Gate.faults() - faults)).containsExactly(1L);
    faults++;
  }
}
