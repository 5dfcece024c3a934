package dev.bursar.interceptors.netty;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.FollowedExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * One call's request between the app's writes and the codec: its parts are held until the last one,
 * then the governor decides, and they are sent as they came, or as one with another body, or not at
 * all.
 *
 * <p>The promise of each part but the last succeeds as the part is taken: an app that writes the
 * next part only then must not wait for a sending that waits for it. The last part's tells how all
 * of them fared.
 *
 * <p>All of it is done for the run that the head was written in: other parts may come from
 * elsewhere.
 *
 * <p>Threading: the event loop of the codec's handler.
 */
final class NettyHold {
  /** The longest body that is held, in bytes: no governor reads more. */
  private static final int MOST = 64 << 20;

  private final NettyFlow flow;
  private final HttpRequest head;
  private final Run run;
  private final boolean expects;
  private final ArrayDeque<Object> parts = new ArrayDeque<>(4);
  private ChannelPromise promise;
  private long length;
  private boolean readable = true;
  private boolean whole;
  private byte[] body;
  private FollowedExchange exchange;

  /** After a refusal before the last part: how to tell of it when that has come. */
  private Refusal refusal;

  private BudgetExceededIOException failure;

  NettyHold(NettyFlow flow, HttpRequest head, Run run) {
    this.flow = flow;
    this.head = head;
    this.run = run;
    this.expects = HttpUtil.is100ContinueExpected(head) && !(head instanceof LastHttpContent);
  }

  /** The app has written a part, the head first. */
  void take(Object part, ChannelPromise written) {
    Object[] taken = Runs.workFor(run);
    try {
      hold(part, written);
    } finally {
      Runs.leave(taken);
    }
  }

  private void hold(Object part, ChannelPromise written) {
    promise = written;
    if (refusal != null || failure != null) {
      ReferenceCountUtil.release(part);
      whole = part instanceof LastHttpContent;
      endRefused();
      return;
    }
    parts.add(part);
    try {
      measure(part);
      if (whole || !readable) {
        decide();
        return;
      }
      if (expects && part == head) {
        letContinue();
      }
    } catch (Throwable fault) {
      sendUnseen(fault);
      return;
    }
    written.trySuccess(); // Last: the app may write on at once.
  }

  /** After a fault of ours, what is held leaves as it came. */
  private void sendUnseen(Throwable fault) {
    if (exchange == null) {
      Gate.fault(fault);
    } else {
      exchange.charge(fault);
    }
    if (!parts.isEmpty()) {
      sendHeld(new NettyFate(parts.size(), promise, exchange));
    }
    flow.resume();
  }

  private void measure(Object part) {
    whole = part instanceof LastHttpContent;
    length += content(part).readableBytes();
    readable =
        length <= MOST
            && (part == head || part instanceof ByteBufHolder || part instanceof ByteBuf)
            && (part != head || HttpUtil.getContentLength(head, 0L) <= MOST);
  }

  /** What a part has of the body; the newest Reactor Netty writes HTTP/2's frames of data. */
  private static ByteBuf content(Object part) {
    return part instanceof ByteBufHolder
        ? ((ByteBufHolder) part).content()
        : part instanceof ByteBuf ? (ByteBuf) part : Unpooled.EMPTY_BUFFER;
  }

  private void letContinue() {
    flow.later(
        new Runnable() {
          @Override
          public void run() {
            if (!flow.isClosed() && !whole) {
              NettyRefusal.letContinue(flow.context());
            }
          }
        });
  }

  private void decide() {
    flow.pause();
    body = readable ? bytes() : null;
    if (flow.waits().ready()) {
      go(ask());
      return;
    }
    flow.waits()
        .run(
            new Runnable() {
              @Override
              public void run() {
                Object[] taken = Runs.workFor(run);
                try {
                  goLater(ask());
                } finally {
                  Runs.leave(taken);
                }
              }
            });
  }

  private byte[] bytes() {
    byte[] all = new byte[(int) length];
    int at = 0;
    for (Object part : parts) {
      ByteBuf content = content(part);
      int n = content.readableBytes();
      content.getBytes(content.readerIndex(), all, at, n);
      at += n;
    }
    return all;
  }

  /** Asks the governor; on the event loop only where it is ready. */
  private Decision ask() {
    NettyRequest seen = NettyRequest.of(flow.channel(), head, body);
    exchange = FollowedExchange.open(flow.waits().governor(), seen, Governor.CALL);
    if (exchange == null) {
      return Decision.PASS;
    }
    try {
      return exchange.decide();
    } catch (Exception impossible) {
      exchange.charge(impossible); // The body is in memory.
      return Decision.PASS;
    }
  }

  private void goLater(final Decision decision) {
    flow.later(
        new Runnable() {
          @Override
          public void run() {
            Object[] taken = Runs.workFor(run);
            try {
              go(decision);
            } finally {
              Runs.leave(taken);
            }
            flow.context().flush(); // The app's own has come while the request was held.
          }
        });
  }

  private void go(Decision decision) {
    if (flow.isClosed()) {
      if (exchange != null) {
        exchange.failed(new ClosedChannelException());
      }
      return;
    }
    if (decision.refusal() != null) {
      refusal = decision.refusal();
      failure = refusal.byException() ? refusal.toIOException() : null;
      refuse();
      return;
    }
    try {
      if (exchange != null) {
        exchange.attempt();
      }
    } catch (BudgetExceededIOException refused) {
      failure = refused;
      refuse();
      return;
    }
    send(decision);
    flow.resume();
  }

  private void send(Decision decision) {
    HttpRequest changed = changed(decision);
    flow.sending(NettyTee.of(exchange, run));
    NettyFate fate = new NettyFate(changed == null ? parts.size() : 1, promise, exchange);
    if (changed == null) {
      sendHeld(fate);
    } else {
      release();
      flow.write(changed, fate.of(flow.context().newPromise()));
    }
  }

  private void sendHeld(NettyFate fate) {
    for (Object part = parts.poll(); part != null; part = parts.poll()) {
      flow.write(part, fate.of(flow.context().newPromise()));
    }
  }

  /** The request to send in place of what the app wrote, or null for that. */
  private HttpRequest changed(Decision decision) {
    byte[] sent = decision.body() == null && expects ? body : decision.body();
    if (sent == null) {
      return null;
    }
    try {
      HttpHeaders headers = headers(sent.length, decision.plain());
      Object last = parts.getLast();
      HttpHeaders trailers =
          last instanceof LastHttpContent
              ? ((LastHttpContent) last).trailingHeaders()
              : EmptyHttpHeaders.INSTANCE;
      return new DefaultFullHttpRequest(
          head.protocolVersion(),
          head.method(),
          head.uri(),
          Unpooled.wrappedBuffer(sent),
          headers,
          new DefaultHttpHeaders(false).add(trailers));
    } catch (Throwable fault) {
      if (exchange == null) {
        Gate.fault(fault);
      } else {
        exchange.charge(fault);
      }
      return null;
    }
  }

  /** The app's own, in its order and spelling, fitted to another body. */
  private HttpHeaders headers(int newLength, boolean plain) {
    HttpHeaders headers = new DefaultHttpHeaders(false);
    for (Map.Entry<String, String> header : head.headers()) {
      String name = header.getKey();
      if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
        headers.add(name, newLength);
      } else if (!HttpHeaderNames.EXPECT.contentEqualsIgnoreCase(name) // Answered already.
          && !(plain && HttpHeaderNames.ACCEPT_ENCODING.contentEqualsIgnoreCase(name))) {
        headers.add(name, header.getValue());
      }
    }
    if (!HttpUtil.isTransferEncodingChunked(head)
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, newLength);
    }
    return headers;
  }

  private void refuse() {
    release();
    if (exchange != null && failure != null && refusal == null) {
      exchange.failed(failure);
    }
    endRefused();
  }

  /** The part whose promise this is will not be sent; after the last one, the app is answered. */
  private void endRefused() {
    ChannelPromise written = promise;
    if (failure != null) {
      written.tryFailure(failure);
      flow.failed(failure);
    } else if (whole) {
      flow.refused(new NettyRefusal(refusal));
    }
    if (whole) {
      flow.resume();
    } else {
      flow.goOn();
    }
    if (failure == null) {
      written.trySuccess();
    }
  }

  /** The channel was closed before the request could be sent. */
  void abandon(Throwable cause) {
    release();
    if (promise != null) {
      promise.tryFailure(cause);
    }
  }

  private void release() {
    for (Object part = parts.poll(); part != null; part = parts.poll()) {
      ReferenceCountUtil.release(part);
    }
  }
}
