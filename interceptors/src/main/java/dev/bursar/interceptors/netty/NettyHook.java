package dev.bursar.interceptors.netty;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.EventLoopWaits;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.OngoingSending;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * Stands at the codecs: what is written to one of a client's passes {@link NettyFlow#written}, what
 * it has read {@link NettyFlow#read}.
 *
 * <p>Threading: each connection's or HTTP/2 stream's messages come on its own event loop.
 */
public final class NettyHook implements Hook {
  private static final Object[] TAKEN = {true, null};

  private final EventLoopWaits waits;

  /**
   * Tells HTTP/2's codec of objects from others by its name, since an app need not have that class.
   */
  private final ClassValue<Boolean> http2 =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (at.getName()
                .equals("io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec")) {
              return true;
            }
          }
          return false;
        }
      };

  /** A hook that asks this governor. */
  public NettyHook(Governor governor) {
    waits = new EventLoopWaits(governor);
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (point == NettyInstrumentation.READING_HTTP_2) {
      return Runs.used() && http2.get(self.getClass())
          ? worksForItsRun(NettyFlow.of(((ChannelHandlerContext) first).channel()))
          : null;
    }
    if (point == NettyInstrumentation.READ) {
      ChannelHandlerContext context = (ChannelHandlerContext) self;
      return context.handler() instanceof HttpClientCodec && first instanceof HttpObject
          ? read(context, (HttpObject) first)
          : null;
    }
    boolean ofAClient =
        point == NettyInstrumentation.WRITE
            ? self instanceof HttpClientCodec
            : http2.get(self.getClass());
    if (!ofAClient) {
      return null;
    }
    if (written((ChannelHandler) self, first, (ChannelPromise) second)) {
      return TAKEN;
    }
    return point == NettyInstrumentation.WRITE_HTTP_2 && first instanceof HttpRequest
        ? sending(NettyFlow.of(((ChannelPromise) second).channel()))
        : null;
  }

  /** The frames that the codec makes of a request that is followed need nobody else's eye. */
  private static Object[] sending(NettyFlow flow) {
    NettyTee tee = flow == null ? null : flow.sent();
    FollowedExchange exchange = tee == null ? null : tee.exchange();
    return exchange == null ? null : new Object[] {null, OngoingSending.become(exchange)};
  }

  private boolean written(ChannelHandler codec, Object message, ChannelPromise promise) {
    Channel channel = promise.channel();
    NettyFlow flow = NettyFlow.of(channel);
    if (message instanceof HttpRequest) {
      FaultPoint.reach(NettyInstrumentation.CLIENT, "enter");
      if (flow == null || !flow.isOf(codec)) {
        ChannelHandlerContext context = channel.pipeline().context(codec);
        if (context == null) {
          return false; // Part of another handler, as for a proxy's CONNECT.
        }
        flow = NettyFlow.on(channel, waits, (ChannelOutboundHandler) codec, context);
      }
    }
    if (flow == null || !flow.isOf(codec)) {
      return false;
    }
    Object[] taken = message instanceof HttpRequest ? Runs.takeUp(channel) : null;
    try {
      return flow.written(message, promise);
    } finally {
      Runs.leave(taken);
    }
  }

  /** Who reads an answer goes on with the work that the request was a part of. */
  private static Object[] worksForItsRun(NettyFlow flow) {
    NettyTee tee = flow == null ? null : flow.awaited();
    return tee == null ? null : Runs.workFor(tee.run());
  }

  private static Object[] read(ChannelHandlerContext context, HttpObject object) {
    NettyFlow flow = NettyFlow.of(context.channel());
    if (flow == null || !flow.isOf(context.handler())) {
      return null;
    }
    NettyTee tee = flow.awaited(); // Before the last part, with which it goes.
    Object handedOn = flow.read(object);
    if (handedOn == null && !context.channel().config().isAutoRead()) {
      context.read(); // Who reads one by one must not wait for what is hidden.
    }
    if (handedOn == null) {
      return TAKEN;
    }
    Object[] taken = tee == null ? null : Runs.workFor(tee.run());
    if (taken != null) {
      return new Object[] {null, handedOn, taken};
    }
    return handedOn == object ? null : new Object[] {null, handedOn};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == NettyInstrumentation.READING_HTTP_2) {
      Runs.leave(entered);
      return null;
    }
    if (point == NettyInstrumentation.WRITE_HTTP_2) {
      if (entered != null && entered != TAKEN) {
        FollowedExchange unused =
            OngoingSending.become((FollowedExchange) entered[NettyInstrumentation.BEFORE]);
      }
      return null;
    }
    if (point == NettyInstrumentation.READ) {
      if (entered != null && entered.length > NettyInstrumentation.RUN) {
        Runs.leave((Object[]) entered[NettyInstrumentation.RUN]);
      }
      return entered == TAKEN ? self : null;
    }
    NettyFlow flow = NettyFlow.of(((ChannelHandlerContext) self).channel());
    if (flow != null) {
      readAll(flow, NettyHook.<Object>cast(returned));
    }
    return null;
  }

  private static void readAll(NettyFlow flow, List<Object> objects) {
    for (int i = 0; i < objects.size(); i++) {
      if (objects.get(i) instanceof HttpObject) {
        Object handedOn = flow.read((HttpObject) objects.get(i));
        if (handedOn == null) {
          objects.remove(i--);
        } else if (handedOn != objects.get(i)) {
          objects.set(i, handedOn);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> cast(Object list) {
    return (List<T>) list;
  }
}
