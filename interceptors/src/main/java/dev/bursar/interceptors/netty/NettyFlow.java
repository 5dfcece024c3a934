package dev.bursar.interceptors.netty;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.EventLoopWaits;
import dev.bursar.interceptors.FollowedExchange;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * What goes through one codec of one connection or HTTP/2 stream. It lives on the channel, and ends
 * with it.
 *
 * <p>Threading: the event loop of the codec's handler.
 */
final class NettyFlow implements ChannelFutureListener {
  private static final AttributeKey<Object> KEY = AttributeKey.valueOf("dev.bursar.netty");

  private final EventLoopWaits waits;
  private final ChannelOutboundHandler codec;
  private final ChannelHandlerContext context;

  /** Requests that were not answered yet: a {@link NettyTee} or a {@link NettyRefusal} for each. */
  private final ArrayDeque<Object> unanswered = new ArrayDeque<>(4);

  /** Messages behind one that waits, each with its promise after it. */
  private final ArrayDeque<Object> queue = new ArrayDeque<>(0);

  private NettyHold hold;
  private Object passing;
  private boolean queueing;
  private boolean waited;
  private boolean interim;
  private boolean watched;
  private boolean closed;

  private NettyFlow(
      EventLoopWaits waits, ChannelOutboundHandler codec, ChannelHandlerContext context) {
    this.waits = waits;
    this.codec = codec;
    this.context = context;
  }

  /** A channel's, or null where it has none of ours. */
  static NettyFlow of(Channel channel) {
    Object flow = channel.attr(KEY).get();
    return flow instanceof NettyFlow ? (NettyFlow) flow : null;
  }

  /** Begins one, in place of any that the channel had. */
  static NettyFlow on(
      Channel channel,
      EventLoopWaits waits,
      ChannelOutboundHandler codec,
      ChannelHandlerContext context) {
    NettyFlow flow = new NettyFlow(waits, codec, context);
    channel.attr(KEY).set(flow);
    return flow;
  }

  boolean isOf(ChannelHandler handler) {
    return codec == handler;
  }

  boolean isClosed() {
    return closed;
  }

  Channel channel() {
    return context.channel();
  }

  ChannelHandlerContext context() {
    return context;
  }

  EventLoopWaits waits() {
    return waits;
  }

  /**
   * A message is about to be encoded.
   *
   * @return whether it was taken, with its promise, and is not to be encoded now
   */
  boolean written(Object message, ChannelPromise promise) {
    if (message == passing) {
      passing = null;
      return false;
    }
    if (queueing) {
      enqueue(message, promise);
      return true;
    }
    if (hold != null) {
      hold.take(message, promise);
      return true;
    }
    return message instanceof HttpRequest && begun((HttpRequest) message, promise);
  }

  private void enqueue(Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest) {
      Runs.handedOver(message);
    }
    queue.add(message);
    queue.add(promise);
  }

  private boolean begun(HttpRequest request, ChannelPromise promise) {
    if (!waited && !waits.ready()) {
      watch();
      queueing = true;
      enqueue(request, promise);
      waits.run(new Ready());
      return true;
    }
    Run run = Runs.carried();
    int interest =
        FollowedExchange.look(
            waits.governor(),
            request.method().name(),
            NettyRequest.host(request),
            NettyRequest.path(request));
    if (interest == Governor.CALL) {
      watch();
      hold = new NettyHold(this, request, run);
      hold.take(request, promise);
      return true;
    }
    // The handshake of a websocket looks like a read.
    boolean read =
        interest == Governor.READ
            && !request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
            && waits.ready();
    unanswered.add(NettyTee.of(read ? followed(request) : null, run));
    return false;
  }

  /** The exchange of a request that is a read; null after a fault of ours. */
  private FollowedExchange followed(HttpRequest request) {
    NettyRequest seen = NettyRequest.withoutBody(channel(), request);
    FollowedExchange exchange = FollowedExchange.open(waits.governor(), seen, Governor.READ);
    if (exchange == null) {
      return null;
    }
    watch();
    try {
      exchange.attempt();
    } catch (BudgetExceededIOException impossible) {
      Gate.fault(impossible); // A read costs nothing.
    }
    return exchange;
  }

  /** What is written from now on waits until {@link #resume} or {@link #goOn}. */
  void pause() {
    queueing = true;
  }

  /** The hold is over: what was written meanwhile follows. */
  void resume() {
    hold = null;
    goOn();
  }

  /** What was written meanwhile follows; a hold that is not over takes it. */
  void goOn() {
    queueing = false;
    while (!queueing && !queue.isEmpty()) {
      Object message = queue.poll();
      ChannelPromise promise = (ChannelPromise) queue.poll();
      Object[] taken = Runs.takeUp(message);
      try {
        if (!written(message, promise)) {
          write(message, promise);
        }
      } finally {
        Runs.leave(taken);
      }
    }
  }

  /** Sends a message that is not to be looked at again. */
  void write(Object message, ChannelPromise promise) {
    passing = message;
    try {
      codec.write(context, message, promise);
    } catch (Throwable thrown) {
      promise.tryFailure(thrown);
    } finally {
      passing = null;
    }
  }

  /** The request that follows in the order of writing is one that is followed. */
  void sending(NettyTee tee) {
    unanswered.add(tee);
  }

  /** A request has ended here, and its answer is due when those before it are answered. */
  void refused(NettyRefusal refusal) {
    unanswered.add(refusal);
    answerSoon();
  }

  /**
   * A request has ended here, and its app shall see why: by the promise of the write, or where
   * nobody looks at that, by the connection.
   */
  void failed(final Throwable cause) {
    later(
        new Runnable() {
          @Override
          public void run() {
            if (channel().isActive() && !context.isRemoved()) {
              context.fireExceptionCaught(cause);
              ChannelFuture unused = context.close();
            }
          }
        });
  }

  /** Never in the middle of a write or a read: the app is not prepared for an answer then. */
  private void answerSoon() {
    if (unanswered.peek() instanceof NettyRefusal) {
      later(
          new Runnable() {
            @Override
            public void run() {
              answer();
            }
          });
    }
  }

  private void answer() {
    if (!closed && !context.isRemoved() && unanswered.peek() instanceof NettyRefusal) {
      ((NettyRefusal) unanswered.poll()).answer(context);
      answerSoon();
    }
  }

  /** The response that is read next; null where there is none, or it is a refusal of ours. */
  NettyTee awaited() {
    Object first = unanswered.peek();
    return first instanceof NettyTee ? (NettyTee) first : null;
  }

  /**
   * An object was decoded.
   *
   * @return what to hand on: {@code object} itself, another in its place, or null for nothing yet
   */
  Object read(HttpObject object) {
    NettyTee tee = awaited();
    if (tee == null) {
      return object;
    }
    if (object instanceof HttpResponse) {
      int status = ((HttpResponse) object).status().code();
      interim = status >= 100 && status < 200 && status != 101;
      if (!interim) {
        tee.head((HttpResponse) object);
      }
    }
    Object handedOn = object;
    if (!interim && object instanceof HttpContent) {
      handedOn = tee.part(context, (HttpContent) object);
    }
    if (object instanceof LastHttpContent) {
      if (!interim) {
        unanswered.poll();
        answerSoon();
      }
      interim = false;
    }
    return handedOn;
  }

  /** The response to the request that was written last; null where there is none. */
  NettyTee sent() {
    Object last = unanswered.peekLast();
    return last instanceof NettyTee ? (NettyTee) last : null;
  }

  void later(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException ended) {
      task.run(); // The event loop has ended, and with it all that could run beside this.
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      channel().closeFuture().addListener(this);
    }
  }

  /**
   * The channel is closed. A response that ends with its connection is decoded only then: after
   * this, and before a task that is added by a task that is added now.
   */
  @Override
  public void operationComplete(ChannelFuture closing) {
    final Runnable close =
        new Runnable() {
          @Override
          public void run() {
            close();
          }
        };
    later(
        new Runnable() {
          @Override
          public void run() {
            later(close);
          }
        });
  }

  private void close() {
    closed = true;
    ClosedChannelException cause = new ClosedChannelException();
    if (hold != null) {
      hold.abandon(cause);
      hold = null;
    }
    while (!queue.isEmpty()) {
      ReferenceCountUtil.release(queue.poll());
      ((ChannelPromise) queue.poll()).tryFailure(cause);
    }
    for (Object request = unanswered.poll(); request != null; request = unanswered.poll()) {
      if (request instanceof NettyTee) {
        ((NettyTee) request).abort(cause);
      }
    }
  }

  /** Waits until the governor is ready, then has the event loop go on. */
  private final class Ready implements Runnable {
    @Override
    public void run() {
      waits.await();
      later(
          new Runnable() {
            @Override
            public void run() {
              waited = true;
              if (!closed) {
                resume();
                context.flush();
              }
            }
          });
    }
  }
}
