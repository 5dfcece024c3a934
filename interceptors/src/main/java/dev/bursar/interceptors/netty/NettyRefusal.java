package dev.bursar.interceptors.netty;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/** Answers in a server's place, in the same objects that Netty's codec makes of its answers. */
final class NettyRefusal {
  private final Refusal refusal;

  NettyRefusal(Refusal refusal) {
    this.refusal = refusal;
  }

  /** Hands the refusal to the handlers behind the codec. On the event loop. */
  void answer(ChannelHandlerContext codec) {
    byte[] body = refusal.body();
    HttpResponse head =
        head(new HttpResponseStatus(refusal.status(), ReasonPhrase.of(refusal.status())));
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      head.headers().add(headers[i], headers[i + 1]);
    }
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    codec.fireChannelRead(head);
    codec.fireChannelRead(new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)));
    codec.fireChannelReadComplete();
  }

  /** Has the app send the body that it would else hold back until the server has seen the head. */
  static void letContinue(ChannelHandlerContext codec) {
    codec.fireChannelRead(head(HttpResponseStatus.CONTINUE));
    codec.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    codec.fireChannelReadComplete();
  }

  private static HttpResponse head(HttpResponseStatus status) {
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
  }
}
