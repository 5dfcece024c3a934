package dev.bursar.interceptors.apacheasync5;

import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;

/**
 * Shows a tap what the app's consumer is given. The app's consumer alone says how much it takes;
 * what a tap holds back was taken too.
 *
 * <p>Threading: the client's threads, one at a time.
 */
final class ApacheAsync5Tee implements AsyncDataConsumer {
  private final AsyncDataConsumer app;
  private final GuardedTap tap;
  private CapacityChannel capacity;

  /**
   * @param app null where the client drops the body
   */
  ApacheAsync5Tee(AsyncDataConsumer app, GuardedTap tap) {
    this.app = app;
    this.tap = tap;
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    capacity = channel;
    if (app == null) {
      channel.update(Integer.MAX_VALUE);
    } else {
      app.updateCapacity(channel);
    }
  }

  @Override
  public void consume(ByteBuffer src) throws IOException {
    if (!tap.rewrites()) {
      tap.data(src);
      give(src);
      return;
    }
    int arrived = src.remaining();
    ByteBuffer shown = tap.data(src);
    int held = arrived - shown.remaining();
    if (shown.hasRemaining()) {
      give(shown);
    }
    src.position(src.limit());
    if (held > 0 && capacity != null) {
      capacity.update(held);
    }
  }

  @Override
  public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
    ByteBuffer rest = tap.end();
    if (rest.hasRemaining()) {
      give(rest);
    }
    if (app != null) {
      app.streamEnd(trailers);
    }
  }

  @Override
  public void releaseResources() {
    // A body that came to its end has told the tap so before.
    tap.abort(null);
    if (app != null) {
      app.releaseResources();
    }
  }

  private void give(ByteBuffer bytes) throws IOException {
    if (app != null) {
      app.consume(bytes);
    }
  }
}
