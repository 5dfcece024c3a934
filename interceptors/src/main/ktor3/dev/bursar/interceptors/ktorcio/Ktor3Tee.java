package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.WherePresent;
import io.ktor.utils.io.ByteReadChannel;
import java.io.EOFException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlinx.io.Buffer;
import kotlinx.io.BuffersJvmKt;
import kotlinx.io.Source;

/**
 * A channel of what the engine's has, which shows a tap what the app is about to read, when the app
 * asks for it. Nothing is read ahead; segments pass as they are.
 *
 * <p>Threading: one reader at a time, as any channel; {@link #cancel} may come at any time.
 */
@WherePresent("io.ktor.utils.io.ByteReadChannelOperationsKt")
final class Ktor3Tee implements ByteReadChannel {
  private final ByteReadChannel source;
  private final GuardedTap tap;
  private final Buffer shown = new Buffer();
  private final Buffer arrived = new Buffer();
  private final Pieces pieces = new Pieces();
  private long left;
  private boolean over;

  /**
   * @param left how much the engine's channel has, in bytes; -1 where unknown
   */
  Ktor3Tee(ByteReadChannel source, GuardedTap tap, long left) {
    this.source = source;
    this.tap = tap;
    this.left = left;
  }

  @Override
  public Throwable getClosedCause() {
    return source.getClosedCause();
  }

  @Override
  public boolean isClosedForRead() {
    if (!source.isClosedForRead()) {
      return false;
    }
    Throwable cause = source.getClosedCause();
    if (cause != null) {
      tap.abort(cause);
      return true;
    }
    end();
    return shown.exhausted();
  }

  @Override
  public Source getReadBuffer() {
    if (!has(1)) {
      take();
    }
    return shown;
  }

  @Override
  public Object awaitContent(int min, Continuation<? super Boolean> next) {
    if (!has(min)) {
      take();
    }
    return shown.getSize() >= min
        ? (Object) true
        : new Awaiting(min, Ktor3Tee.<Object>cast(next)).invokeSuspend(Unit.INSTANCE);
  }

  @Override
  public void cancel(Throwable cause) {
    // Whether that was the end is only for the reader to say: it may be reading just now.
    tap.abort(null);
    source.cancel(cause);
  }

  /** Whether there is enough to read, and no reason to throw. */
  private boolean has(int min) {
    return shown.getSize() >= min && source.getClosedCause() == null;
  }

  /** Takes what is there; throws what the engine's channel was closed with. */
  private void take() {
    Source there;
    try {
      there = source.getReadBuffer();
    } catch (Throwable cut) {
      tap.abort(cut);
      throw cut;
    }
    if (there.exhausted()) {
      return;
    }
    if (tap.rewrites()) {
      arrived.transferFrom(there);
      BuffersJvmKt.copyTo(arrived, pieces, 0, arrived.getSize());
      arrived.clear();
      return;
    }
    long from = shown.getSize();
    shown.transferFrom(there);
    BuffersJvmKt.copyTo(shown, pieces, from, shown.getSize());
    // Who knows the length has no need to ask for the end.
    left = left < 0 ? left : left - (shown.getSize() - from);
    if (left == 0) {
      end();
    }
  }

  private void end() {
    if (!over) {
      over = true;
      if (left > 0 && !tap.rewrites()) {
        tap.abort(new EOFException()); // Ktor does not compare, nor does it tell.
      }
      show(tap.end());
    }
  }

  private void show(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      shown.write(copy, 0, copy.length);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> Continuation<T> cast(Object continuation) {
    return (Continuation<T>) continuation;
  }

  /** Sees each segment where it lies. */
  private final class Pieces extends OutputStream {
    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      ByteBuffer seen = tap.data(ByteBuffer.wrap(bytes, from, length));
      if (tap.rewrites()) {
        show(seen);
      }
    }
  }

  /** What a compiler would make of waiting for some bytes. */
  private final class Awaiting extends ContinuationImpl {
    private final int min;
    private boolean asked;

    Awaiting(int min, Continuation<Object> next) {
      super(next);
      this.min = min;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      try {
        ResultKt.throwOnFailure(result);
        return await(result);
      } catch (Throwable thrown) {
        // A reader that gives up waiting may come back.
        if (source.getClosedCause() != null) {
          tap.abort(source.getClosedCause());
        }
        throw thrown;
      }
    }

    private Object await(Object result) {
      Object got = result;
      while (true) {
        if (asked) {
          asked = false;
          take();
          if (!(Boolean) got) {
            end();
          }
          if (shown.getSize() >= min || !(Boolean) got) {
            return shown.getSize() >= min;
          }
        }
        asked = true;
        got = source.awaitContent(1, this);
        if (got == KtorCioCall.SUSPENDED) {
          return got;
        }
      }
    }
  }
}
