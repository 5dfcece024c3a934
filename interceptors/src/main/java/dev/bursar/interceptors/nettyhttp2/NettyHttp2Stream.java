package dev.bursar.interceptors.nettyhttp2;

import dev.bursar.gate.Run;
import dev.bursar.interceptors.FollowedExchange;

/**
 * One stream that is followed: its request while that is held, then its response.
 *
 * <p>Threading: the event loop's.
 */
final class NettyHttp2Stream {
  private NettyHttp2Hold hold;
  private NettyHttp2Tee tee;
  private int unreceived;

  /** The request, as long as it is held; else null. */
  NettyHttp2Hold hold() {
    return hold;
  }

  void hold(NettyHttp2Hold request) {
    hold = request;
  }

  /** The request is not held any longer; its response is followed. */
  void follow(FollowedExchange exchange, Run run) {
    hold = null;
    tee = exchange == null && run == null ? null : new NettyHttp2Tee(exchange, run);
  }

  /** The response, or null where nothing needs to see it. */
  NettyHttp2Tee tee() {
    return tee;
  }

  /** The app is given bytes beyond those that were received. */
  void give(int bytes) {
    unreceived += bytes;
  }

  /** How many of the bytes that the app has consumed were received. */
  int received(int consumed) {
    int ours = Math.min(consumed, unreceived);
    unreceived -= ours;
    return consumed - ours;
  }

  /** The stream is closed. */
  void close(Throwable cause) {
    if (hold != null) {
      hold.abandon(cause);
    } else if (tee != null) {
      tee.abort(cause);
    }
  }
}
