package dev.bursar.agent.governor;

import dev.bursar.agent.provider.Call;

/** One open reservation and the worst case that it stands for. Immutable. */
final class Hold {
  private final long id;
  private final Amounts held;
  private final Amounts worst;
  private final long clampedTo;
  private final String note;

  /**
   * @param id the ledger's; 0 where not even an empty hold was to be had, and the call passes only
   *     because it is being observed
   * @param held what the ledger holds
   * @param worst what the call can cost as it is sent; more than held only where the call is
   *     observed
   * @param clampedTo the output limit that it is sent with instead of its own, or {@link Call#NONE}
   * @param note what else is to be said of the call in its record, or null
   */
  Hold(long id, Amounts held, Amounts worst, long clampedTo, String note) {
    this.id = id;
    this.held = held;
    this.worst = worst;
    this.clampedTo = clampedTo;
    this.note = note;
  }

  long id() {
    return id;
  }

  Amounts held() {
    return held;
  }

  Amounts worst() {
    return worst;
  }

  /** Whether the hold is less than the worst case. */
  boolean partial() {
    return held != worst;
  }

  long clampedTo() {
    return clampedTo;
  }

  String note() {
    return note;
  }
}
