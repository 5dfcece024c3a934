package dev.bursar.agent.config;

/**
 * How deep below an account, and how widely, runs may begin runs. Immutable; the gate's own class
 * for this is not there in the command line, which reads configurations too.
 */
public final class DelegationLimits {
  /** Without a limit. */
  public static final int ANY = Integer.MAX_VALUE;

  private final int depth;
  private final int fanout;

  DelegationLimits(int depth, int fanout) {
    this.depth = depth;
    this.fanout = fanout;
  }

  /** How many runs deep below the account, or {@link #ANY}. */
  public int depth() {
    return depth;
  }

  /** How many runs each of its runs may begin, or {@link #ANY}. */
  public int fanout() {
    return fanout;
  }
}
