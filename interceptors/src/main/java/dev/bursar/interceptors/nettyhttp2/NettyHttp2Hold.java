package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.FollowedExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.channels.ClosedChannelException;

/**
 * One request between the app's writes and the encoder: its frames are held until the last one,
 * then the governor decides, and they are sent, or another body in their place, or nothing.
 *
 * <p>The head leaves before that where a later stream is opened meanwhile: without the length,
 * which may become another. The body never does.
 *
 * <p>The promise of each frame but the last succeeds as the frame is taken: an app that writes the
 * next one only then must not wait for a sending that waits for it. The last one's tells how the
 * sending fared.
 *
 * <p>All of it is done for the run that the head was written in: other frames may come from
 * elsewhere.
 *
 * <p>Threading: the event loop of the connection's handler.
 */
final class NettyHttp2Hold {
  /** What a request is taken for until the governor is ready to look at it. */
  static final int UNKNOWN = -1;

  /** The longest body that is held, in bytes: no governor reads more. */
  private static final int MOST = 64 << 20;

  private final NettyHttp2Connection connection;
  private final NettyHttp2Stream stream;
  private final int id;
  private final NettyHttp2Head head;
  private final Run run;
  private final CompositeByteBuf body = Unpooled.compositeBuffer(Integer.MAX_VALUE);
  private Http2Headers trailers;
  private ChannelPromise promise;
  private boolean call;
  private boolean onlyHead;
  private boolean whole;
  private boolean readable;
  private boolean headSent;
  private boolean sending;
  private boolean deciding;
  private FollowedExchange exchange;

  /** After a refusal before the last frame: how to tell of it when that has come. */
  private Refusal refusal;

  private BudgetExceededIOException failure;

  NettyHttp2Hold(
      NettyHttp2Connection connection,
      NettyHttp2Stream stream,
      int id,
      NettyHttp2Head head,
      Run run) {
    this.connection = connection;
    this.stream = stream;
    this.id = id;
    this.head = head;
    this.run = run;
    this.readable = head.length() <= MOST;
  }

  /** The stream's number. */
  int id() {
    return id;
  }

  /** Whether the head is being sent before the rest, by this. */
  boolean isSending() {
    return sending;
  }

  /** The governor takes it for a call. */
  void isCall() {
    call = true;
  }

  /** The app has written the head. */
  void head(boolean ends, ChannelPromise written) {
    onlyHead = ends;
    whole = ends;
    if (head.expectsContinue() && !ends) {
      connection.answers().letContinue(id);
    }
    taken(written);
  }

  /** The app has written a part of the body. */
  void data(ByteBuf data, boolean ends, ChannelPromise written) {
    whole = ends;
    if (refusal != null || failure != null) {
      data.release();
      endRefused(written);
      return;
    }
    body.addComponent(true, data);
    readable &= body.readableBytes() <= MOST;
    taken(written);
  }

  /** The app has written what follows the body. */
  void trailers(Http2Headers headers, ChannelPromise written) {
    whole = true;
    if (refusal != null || failure != null) {
      endRefused(written);
      return;
    }
    trailers = headers;
    taken(written);
  }

  private void taken(ChannelPromise written) {
    ChannelPromise before = promise;
    promise = written;
    if (before != null) {
      before.trySuccess();
    }
    if (deciding || !decidable()) {
      if (!whole) {
        written.trySuccess(); // Last: the app may write on at once.
      }
      return;
    }
    decide();
  }

  private boolean decidable() {
    return call && (whole || !readable);
  }

  /** The governor is ready: what was written until now is looked at. */
  void look() {
    if (isOver()) {
      return;
    }
    Object[] taken = Runs.workFor(run);
    try {
      int interest = NettyHttp2Connection.look(connection.waits(), head.headers());
      call = interest == Governor.CALL;
      if (call) {
        if (!deciding && decidable()) {
          decide();
        }
        return;
      }
      exchange = interest == Governor.READ ? connection.read(head) : null;
      send(head.headers(), body);
    } finally {
      Runs.leave(taken);
    }
  }

  private void decide() {
    Object[] taken = Runs.workFor(run);
    try {
      deciding = true;
      final byte[] seen = readable ? ByteBufUtil.getBytes(body) : null;
      if (connection.waits().ready()) {
        go(ask(seen));
        return;
      }
      connection
          .waits()
          .run(
              new Runnable() {
                @Override
                public void run() {
                  decideElsewhere(seen);
                }
              });
    } catch (Throwable fault) {
      sendUnseen(fault);
    } finally {
      Runs.leave(taken);
    }
  }

  private void decideElsewhere(final byte[] seen) {
    Object[] taken = Runs.workFor(run);
    try {
      final Decision decision = ask(seen);
      connection.later(
          new Runnable() {
            @Override
            public void run() {
              Object[] taken = Runs.workFor(run);
              try {
                go(decision);
              } finally {
                Runs.leave(taken);
              }
              connection.flush(); // The app's own has come while the request was held.
            }
          });
    } finally {
      Runs.leave(taken);
    }
  }

  /** Asks the governor; on the event loop only where it is ready. */
  private Decision ask(byte[] seen) {
    exchange = FollowedExchange.open(connection.waits().governor(), head.with(seen), Governor.CALL);
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

  /** Whether the stream was closed, or the request sent. */
  private boolean isOver() {
    return stream.hold() != this || connection.stream(id) == null;
  }

  private void go(Decision decision) {
    if (isOver()) {
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
      exchange.failed(failure);
      refuse();
      return;
    }
    if (decision.body() == null) {
      send(head.expectsContinue() ? head.answered() : head.headers(), body);
    } else {
      body.release();
      send(
          head.fitted(decision.body().length, decision.plain()),
          Unpooled.wrappedBuffer(decision.body()));
    }
  }

  /** After a fault of ours, what is held leaves as it came. */
  private void sendUnseen(Throwable fault) {
    if (exchange == null) {
      Gate.fault(fault);
    } else {
      exchange.charge(fault);
    }
    if (stream.hold() == this) {
      send(head.headers(), body);
    }
  }

  /** Sends the head before the rest, since another stream is about to be opened. */
  void sendHead() {
    sending = true;
    try {
      connection.isSent(this);
      headSent = true;
      connection.write(id, head.early(), head.priority(), false, unasked());
    } finally {
      sending = false;
    }
  }

  private void send(Http2Headers headers, ByteBuf data) {
    connection.isSent(this);
    stream.follow(exchange, run);
    boolean dataEnds = whole && !onlyHead && trailers == null;
    boolean dataSent = data.isReadable() || dataEnds;
    boolean headLast = !dataSent && trailers == null;
    if (!headSent) {
      connection.write(
          id, headers, head.priority(), onlyHead && headLast, headLast ? last() : unasked());
    }
    if (dataSent) {
      connection.write(
          id,
          data,
          dataEnds || (onlyHead && trailers == null),
          trailers == null ? last() : unasked());
    } else {
      data.release();
    }
    if (trailers != null) {
      connection.write(id, trailers, null, true, last());
    }
  }

  /** The promise of the last frame; another where the app was told already. */
  private ChannelPromise last() {
    return promise.isDone() ? unasked() : promise;
  }

  private ChannelPromise unasked() {
    return connection.context().newPromise();
  }

  private void refuse() {
    body.release();
    if (!headSent) {
      connection.isSent(this);
    }
    endRefused(promise);
  }

  /** The frame whose promise this is will not be sent; after the last one, the app is answered. */
  private void endRefused(ChannelPromise written) {
    if (failure != null) {
      connection.answers().fail(id, failure, written);
      return;
    }
    if (whole) {
      connection.answers().refuse(id, refusal);
    }
    written.trySuccess();
  }

  /** The stream was closed before the request could be sent. */
  void abandon(Throwable cause) {
    connection.isSent(this);
    stream.follow(null, null);
    if (refusal == null && failure == null) {
      body.release();
    }
    if (promise != null && failure == null) {
      promise.tryFailure(cause);
    }
  }
}
