package dev.bursar.interceptors.netty;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
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

  private final NettyWaits waits;

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
    waits = new NettyWaits(governor);
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
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
    return ofAClient && written((ChannelHandler) self, first, (ChannelPromise) second)
        ? TAKEN
        : null;
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
    return flow != null && flow.isOf(codec) && flow.written(message, promise);
  }

  private static Object[] read(ChannelHandlerContext context, HttpObject object) {
    NettyFlow flow = NettyFlow.of(context.channel());
    if (flow == null || !flow.isOf(context.handler())) {
      return null;
    }
    Object handedOn = flow.read(object);
    if (handedOn == null && !context.channel().config().isAutoRead()) {
      context.read(); // Who reads one by one must not wait for what is hidden.
    }
    return handedOn == null ? TAKEN : handedOn == object ? null : new Object[] {null, handedOn};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == NettyInstrumentation.READ) {
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
