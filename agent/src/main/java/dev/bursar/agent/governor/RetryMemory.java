package dev.bursar.agent.governor;

import dev.bursar.store.Account;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * Which calls failed in the last minutes, to tell a retry from a new call: the same body on the
 * same account. Remembers some hundred failures; a later one may take the place of an earlier one.
 * Thread-safe without locks.
 */
final class RetryMemory {
  private static final int SLOTS = 256;
  private static final long KEPT = TimeUnit.MINUTES.toNanos(5);

  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private final AtomicReferenceArray<Failure> slots = new AtomicReferenceArray<>(SLOTS);
  private final LongSupplier nanoTime;
  private volatile Failure last;

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  RetryMemory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Failure {
    private final Account account;
    private final long hash;
    private final long time;

    Failure(Account account, long hash, long time) {
      this.account = account;
      this.hash = hash;
      this.time = time;
    }
  }

  /** A body's mark: the same for the same bytes, and hardly ever for others. */
  static long hash(byte[] body) {
    ByteBuffer words = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    // Four chains, none of which waits for another one's multiplication.
    long a = body.length * PRIME;
    long b = a + 1;
    long c = a + 2;
    long d = a + 3;
    int i = 0;
    for (; i <= body.length - 4 * Long.BYTES; i += 4 * Long.BYTES) {
      a = mix(a ^ words.getLong(i));
      b = mix(b ^ words.getLong(i + Long.BYTES));
      c = mix(c ^ words.getLong(i + 2 * Long.BYTES));
      d = mix(d ^ words.getLong(i + 3 * Long.BYTES));
    }
    long h = mix(mix(mix(a) ^ b) ^ c) ^ d;
    for (; i < body.length; i++) {
      h = mix(h ^ body[i]);
    }
    return mix(h);
  }

  private static long mix(long h) {
    long product = h * PRIME;
    return product ^ (product >>> 32);
  }

  /** Remembers that a call failed. */
  void failed(Account account, long hash) {
    Failure failure = new Failure(account, hash, nanoTime.getAsLong());
    slots.set(slot(account, hash), failure);
    last = failure;
  }

  /** Whether a call with such a body failed lately: looked at only where any call did. */
  boolean failedLately(Account account, byte[] body) {
    Failure failure = last;
    return failure != null && isFresh(failure) && failedLately(account, hash(body));
  }

  /** Whether such a call failed lately. */
  boolean failedLately(Account account, long hash) {
    Failure failure = slots.get(slot(account, hash));
    return failure != null
        && failure.hash == hash
        && failure.account == account
        && isFresh(failure);
  }

  private boolean isFresh(Failure failure) {
    return nanoTime.getAsLong() - failure.time < KEPT;
  }

  private static int slot(Account account, long hash) {
    return (int) (mix(hash + account.hashCode()) >>> 56) & (SLOTS - 1);
  }
}
