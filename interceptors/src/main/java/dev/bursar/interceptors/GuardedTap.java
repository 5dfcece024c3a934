package dev.bursar.interceptors;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Tap;
import java.nio.ByteBuffer;

/**
 * A {@link Tap} whose faults are counted and kept from the app: after the first one, the bytes pass
 * by it as they are.
 *
 * <p>Threading: as {@link Tap}.
 */
public final class GuardedTap {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final String client;
  private final Tap tap;
  private final boolean rewrites;
  private volatile boolean broken;

  GuardedTap(String client, Tap tap) {
    this.client = client;
    this.tap = tap;
    this.rewrites = tap.rewrites();
  }

  /** Whether the app must be given what {@link #data} and {@link #end} return. */
  public boolean rewrites() {
    return rewrites;
  }

  /**
   * The next bytes.
   *
   * @param bytes from position to limit; neither changed nor kept
   * @return what to give to the app
   */
  public ByteBuffer data(ByteBuffer bytes) {
    if (broken) {
      return bytes;
    }
    try {
      FaultPoint.reach(client, "tap");
      return tap.data(bytes);
    } catch (Throwable fault) {
      fail(fault);
      return bytes;
    }
  }

  /** The body is complete; returns what must still reach the app before its end, often nothing. */
  public ByteBuffer end() {
    if (broken) {
      return NOTHING;
    }
    try {
      return tap.end();
    } catch (Throwable fault) {
      fail(fault);
      return NOTHING;
    }
  }

  /**
   * The body will not be read to its end.
   *
   * @param cause the reason, or null where the app just closed it
   */
  public void abort(Throwable cause) {
    try {
      tap.abort(cause);
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
  }

  private void fail(Throwable fault) {
    broken = true;
    Gate.fault(fault);
    abort(fault);
  }
}
