package dev.bursar.interceptors.ktorcio;

import io.ktor.utils.io.ByteReadChannel;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CancellationException;
import kotlin.ResultKt;
import kotlin.coroutines.Continuation;

/**
 * Reads the app's body before the engine does, suspended while there is nothing to read.
 *
 * <p>Threading: the coroutine's threads, one at a time.
 */
final class KtorCioReadAhead {
  private static final int CHUNK = 8192;

  private final KtorCioChannels channels;
  private final ByteReadChannel source;
  private final int most;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Throwable failure;
  private boolean whole;

  /**
   * @param most how much to read, in bytes
   */
  KtorCioReadAhead(KtorCioChannels channels, ByteReadChannel source, int most) {
    this.channels = channels;
    this.source = source;
    this.most = most;
  }

  /**
   * Reads on.
   *
   * @param next is resumed with what is to be given to {@link #arrived}, if not all is there yet
   * @return whether it is over
   */
  boolean read(Continuation<Object> next) {
    while (!whole && failure == null && read.size() <= most) {
      Object result;
      try {
        result = channels.read(source, chunk, next);
      } catch (Throwable appFailed) {
        failure = appFailed;
        return true;
      }
      if (result == KtorCioCall.SUSPENDED) {
        return false;
      }
      count((Integer) result);
    }
    return true;
  }

  /** What a suspended reading came to. */
  void arrived(Object result) {
    try {
      ResultKt.throwOnFailure(result);
    } catch (Throwable appFailed) {
      failure = appFailed;
      return;
    }
    count((Integer) result);
  }

  private void count(int n) {
    if (n >= 0) {
      read.write(chunk, 0, n);
      return;
    }
    failure = source.getClosedCause(); // Ktor 3 does not throw it.
    whole = failure == null;
  }

  /** Whether all of the body was read; else it is too long, or failed. */
  boolean isWhole() {
    return whole;
  }

  /** What the app's body threw, or null. */
  Throwable failure() {
    return failure;
  }

  /** What was read. */
  byte[] bytes() {
    return read.toByteArray();
  }

  /** What was not. */
  ByteReadChannel rest() {
    return source;
  }

  /** Nobody will read the rest. */
  void cancel() {
    channels.cancel(source, new CancellationException("The request is not sent"));
  }
}
