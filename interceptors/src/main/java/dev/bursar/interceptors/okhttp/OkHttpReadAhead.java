package dev.bursar.interceptors.okhttp;

import java.io.IOException;
import okhttp3.Call;
import okio.Buffer;
import okio.ForwardingSink;
import okio.Timeout;

/**
 * Takes what the app's body writes before it is sent: stands for the connection, which a cancelled
 * call or an interrupted thread can write to no more. A body may well write until then.
 *
 * <p>Threading: the thread that makes the call.
 */
final class OkHttpReadAhead extends ForwardingSink {
  private final Call call;
  private final Timeout interruption = new Timeout();

  /**
   * @param call the call whose body it is
   * @param written where the body goes
   */
  OkHttpReadAhead(Call call, Buffer written) {
    super(written);
    this.call = call;
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    checkOngoing();
    super.write(source, byteCount);
  }

  @Override
  public void flush() throws IOException {
    checkOngoing();
  }

  private void checkOngoing() throws IOException {
    if (call.isCanceled()) {
      throw new IOException("Canceled");
    }
    interruption.throwIfReached();
  }
}
