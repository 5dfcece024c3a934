package dev.bursar.gate;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Lives in the boot loader. How deep below a run, and how widely, runs may begin runs: what its
 * account and those above it allow, the least of each. How many it has begun is counted here.
 *
 * <p>Threading: safe from any thread.
 */
public final class Delegation {
  /** Without a limit. */
  public static final int ANY = Integer.MAX_VALUE;

  /** {@link #beyond}: a run that is one too deep. */
  public static final String DEPTH = "depth";

  /** {@link #beyond}: a run that is one too many for the run that begins it. */
  public static final String FANOUT = "fanout";

  private static final AtomicIntegerFieldUpdater<Delegation> BEGUN =
      AtomicIntegerFieldUpdater.newUpdater(Delegation.class, "begun");

  private final int depth;
  private final int fanout;
  private final boolean counts;
  private final String beyond;
  private volatile int begun;

  /**
   * Of a JVM, or of an account: of the JVM itself no run is too many.
   *
   * @param depth how many runs deep below it, or {@link #ANY}
   * @param fanout how many runs each of the runs below it may begin, or {@link #ANY}
   */
  public Delegation(int depth, int fanout) {
    this(depth, fanout, false, null);
  }

  private Delegation(int depth, int fanout, boolean counts, String beyond) {
    this.depth = depth;
    this.fanout = fanout;
    this.counts = counts;
    this.beyond = beyond;
  }

  /** How many runs deep below it. */
  public int depth() {
    return depth;
  }

  /** How many runs each run may begin. */
  public int fanout() {
    return fanout;
  }

  /**
   * That of a run which is begun here, and counted.
   *
   * @param own what that run's account allows
   */
  public Delegation child(Delegation own) {
    String over = depth == 0 ? DEPTH : mayBegin() ? null : FANOUT;
    int below = depth == ANY ? ANY : Math.max(0, depth - 1);
    return new Delegation(Math.min(below, own.depth), Math.min(fanout, own.fanout), true, over);
  }

  private boolean mayBegin() {
    return !counts || (begun < fanout && BEGUN.incrementAndGet(this) <= fanout);
  }

  /** Why the run is one too many, {@link #DEPTH} or {@link #FANOUT}; null where it is not. */
  public String beyond() {
    return beyond;
  }
}
