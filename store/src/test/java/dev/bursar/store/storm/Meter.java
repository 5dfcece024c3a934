package dev.bursar.store.storm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one writer thread knows of its own calls, in a mapped file that outlives it: the judge over
 * the ledger. One word says how many calls have ended and what the thread is doing; sums are kept
 * twice, and that word tells which ones count, so that a call ends by one store.
 *
 * <p>Written in Java 8, as all that writers are made of.
 */
final class Meter {
  /** No call in flight. */
  static final int IDLE = 0;

  /** Reserving, or reserved, or releasing: a death costs nothing. */
  static final int RESERVING = 1;

  /** The mark that the call is sent is being made: a death costs nothing, or the hold. */
  static final int MARKING = 2;

  /** Sent: a death costs the hold. */
  static final int SENT = 3;

  /** The bill is known and is being booked: a death costs the hold, or the bill. */
  static final int SETTLING = 4;

  /** One thread's words, on lines of their own. */
  static final int BYTES = 256;

  private static final int STATE = 0;
  private static final int HELD = 8;
  private static final int BILL = 16;
  private static final int USD = 24;
  private static final int CALLS = 40;
  private static final int REFUSALS = 56;
  private static final int WRONGS = 64;
  private static final int WORD = 8;

  private static final AtomicLong FENCE = new AtomicLong();

  private final MappedByteBuffer words;
  private final int base;

  private Meter(MappedByteBuffer words, int base) {
    this.words = words;
    this.base = base;
  }

  /** The meters of a process, one a thread. */
  static Meter[] map(Path file, int threads) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      long length = (long) BYTES * threads;
      MappedByteBuffer words = content.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, length);
      words.order(ByteOrder.nativeOrder());
      Meter[] meters = new Meter[threads];
      for (int i = 0; i < threads; i++) {
        meters[i] = new Meter(words, i * BYTES);
      }
      return meters;
    }
  }

  private long get(int at) {
    return words.getLong(base + at);
  }

  // No store may pass another one: the volatile store keeps them in their order.
  private void put(int at, long value) {
    words.putLong(base + at, value);
    FENCE.set(value);
  }

  void reserving(long held) {
    put(HELD, held);
    phase(RESERVING);
  }

  void phase(int phase) {
    put(STATE, done() * WORD + phase);
  }

  void settling(long bill) {
    put(BILL, bill);
    phase(SETTLING);
  }

  /** The call has ended, and cost this; {@code calls} is 0 where it never left. */
  void ended(long usd, long calls) {
    int last = (int) (done() & 1);
    put(USD + (1 - last) * WORD, get(USD + last * WORD) + usd);
    put(CALLS + (1 - last) * WORD, get(CALLS + last * WORD) + calls);
    put(STATE, (done() + 1) * WORD + IDLE);
  }

  void refused() {
    put(REFUSALS, refusals() + 1);
    phase(IDLE);
  }

  /** Something that must not be. */
  void wrong() {
    put(WRONGS, wrongs() + 1);
  }

  long wrongs() {
    return get(WRONGS);
  }

  long refusals() {
    return get(REFUSALS);
  }

  /** How many calls have ended, those that never left included. */
  long done() {
    return get(STATE) / WORD;
  }

  int phase() {
    return (int) (get(STATE) % WORD);
  }

  long held() {
    return get(HELD);
  }

  long bill() {
    return get(BILL);
  }

  /** Nano-dollars of all calls that have ended. */
  long usd() {
    return get(USD + (int) (done() & 1) * WORD);
  }

  /** Calls that have ended and left. */
  long calls() {
    return get(CALLS + (int) (done() & 1) * WORD);
  }

  /** Whether the thread's account may have spent this much, if the thread died. */
  boolean allows(long usd, long calls) {
    long more = usd - usd();
    long moreCalls = calls - calls();
    boolean nothing = more == 0 && moreCalls == 0;
    boolean hold = more == held() && moreCalls == 1;
    int phase = phase();
    if (phase == SENT) {
      return hold;
    }
    if (phase == SETTLING) {
      return hold || (more == bill() && moreCalls == 1);
    }
    return nothing || (phase == MARKING && hold);
  }

  @Override
  public String toString() {
    return done()
        + " calls ended, usd "
        + usd()
        + ", calls "
        + calls()
        + ", phase "
        + phase()
        + ", held "
        + held()
        + ", bill "
        + bill();
  }
}
