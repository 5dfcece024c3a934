package dev.bursar.interceptors.ktorcio;

import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.WherePresent;
import io.ktor.utils.io.ByteReadChannel;
import io.ktor.utils.io.ByteWriteChannel;
import io.ktor.utils.io.CoroutinesKt;
import io.ktor.utils.io.WriterScope;
import java.io.EOFException;
import java.nio.ByteBuffer;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;

/**
 * Shows a tap what it moves from the engine's channel to the app's, piece by piece, as they come: a
 * channel of Ktor 2 has too many methods, and too many friends, to be implemented. It works on the
 * threads of who fills the one and of who drains the other.
 *
 * <p>Threading: one thread at a time.
 */
@WherePresent("io.ktor.utils.io.ByteReadChannel#readAvailable")
final class Ktor2Tee implements Function2<WriterScope, Continuation<? super Unit>, Object> {
  /** What a channel of Ktor 2 takes at once. */
  private static final int CHUNK = 4096;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteReadChannel source;
  private final GuardedTap tap;
  private final long length;

  private Ktor2Tee(ByteReadChannel source, GuardedTap tap, long length) {
    this.source = source;
    this.tap = tap;
    this.length = length;
  }

  static ByteReadChannel of(ByteReadChannel source, GuardedTap tap, long length) {
    return CoroutinesKt.writer(
            GlobalScope.INSTANCE,
            Dispatchers.getUnconfined(),
            true,
            new Ktor2Tee(source, tap, length))
        .getChannel();
  }

  @Override
  public Object invoke(WriterScope scope, Continuation<? super Unit> next) {
    return new Moving(this, scope.getChannel(), Ktor2Tee.<Object>cast(next))
        .invokeSuspend(Unit.INSTANCE);
  }

  @SuppressWarnings("unchecked")
  private static <T> Continuation<T> cast(Object continuation) {
    return (Continuation<T>) continuation;
  }

  /** What a compiler would make of the loop. */
  private static final class Moving extends ContinuationImpl {
    private final ByteReadChannel source;
    private final GuardedTap tap;
    private final ByteWriteChannel app;
    private final byte[] chunk = new byte[CHUNK];
    private ByteBuffer shown = NOTHING;
    private long left;
    private boolean reading;
    private boolean over;

    Moving(Ktor2Tee tee, ByteWriteChannel app, Continuation<Object> next) {
      super(next);
      this.source = tee.source;
      this.tap = tee.tap;
      this.left = tee.length;
      this.app = app;
    }

    @Override
    protected Object invokeSuspend(Object result) {
      try {
        ResultKt.throwOnFailure(result);
        return move(result);
      } catch (Throwable thrown) {
        // What did not come to its end by itself was closed by the app.
        tap.abort(reading ? source.getClosedCause() : null);
        source.cancel(thrown);
        throw thrown;
      }
    }

    private Object move(Object result) {
      Object got = result;
      while (true) {
        if (reading) {
          reading = false;
          take((Integer) got);
        }
        if (shown.hasRemaining()) {
          ByteBuffer bytes = shown;
          shown = NOTHING;
          got = app.writeFully(bytes, this);
        } else if (over) {
          return Unit.INSTANCE;
        } else {
          reading = true;
          got = source.readAvailable(chunk, 0, chunk.length, this);
        }
        if (got == KtorCioCall.SUSPENDED) {
          return got;
        }
      }
    }

    private void take(int n) {
      if (n < 0) {
        over = true;
        if (left > 0 && !tap.rewrites()) {
          tap.abort(new EOFException());
        }
        shown = tap.end();
        return;
      }
      shown = tap.data(ByteBuffer.wrap(chunk, 0, n));
      left = left < 0 ? left : left - n;
      // Who knows the length has no need to ask for the end.
      if (left == 0 && !tap.rewrites()) {
        tap.end();
      }
    }
  }
}
