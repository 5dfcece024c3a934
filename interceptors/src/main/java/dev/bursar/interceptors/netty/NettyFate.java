package dev.bursar.interceptors.netty;

import dev.bursar.interceptors.FollowedExchange;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;

/**
 * How the writes of one request fared, for the app's promise of the last of them.
 *
 * <p>Threading: the event loop's.
 */
final class NettyFate implements ChannelFutureListener {
  private final ChannelPromise promise;
  private final FollowedExchange exchange;
  private int left;
  private Throwable failure;

  /**
   * @param writes how many writes there are
   * @param exchange is told of a failure; null where nothing is followed
   */
  NettyFate(int writes, ChannelPromise promise, FollowedExchange exchange) {
    this.left = writes;
    this.promise = promise;
    this.exchange = exchange;
  }

  /** The promise for one of the writes, which tells us. */
  ChannelPromise of(ChannelPromise write) {
    return write.addListener(this);
  }

  @Override
  public void operationComplete(ChannelFuture write) {
    if (!write.isSuccess() && failure == null) {
      failure = write.cause();
    }
    if (--left > 0) {
      return;
    }
    if (failure == null) {
      promise.trySuccess();
      return;
    }
    if (exchange != null) {
      exchange.failed(failure);
    }
    promise.tryFailure(failure);
  }
}
