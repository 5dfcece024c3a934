package dev.bursar.store;

/**
 * The processes that use the store. Each has a slot of the header's table for as long as it lives,
 * and a token that names the slot and how often it was taken before: the token of a process that
 * died is never that of another one, whatever its id.
 *
 * <p>Threading: any thread.
 */
final class Processes {
  private static final int SLOT_BITS = 16;
  private static final long SLOT_MASK = (1 << SLOT_BITS) - 1;

  private final Header header;
  private final Liveness liveness;
  private final int slot;
  private final long incarnation;

  /**
   * Takes a slot.
   *
   * @throws StoreException when all are taken, or this JVM has one already
   */
  Processes(Header header, Liveness liveness) {
    this.header = header;
    this.liveness = liveness;
    this.slot = takeSlot();
    failIfSecond();
    // First of all: from here on every token of the slot's last owner is known to be dead.
    header.take(slot, ThisProcess.PID);
    this.incarnation = header.incarnation(slot);
  }

  /**
   * Fails when this JVM has the store open already, through another class loader: the two would
   * share the system's locks, and the first to close would seem dead as a whole.
   */
  private void failIfSecond() {
    for (int i = 0; i < Header.PROCESSES; i++) {
      if (i != slot && header.pid(i) == ThisProcess.PID && liveness.tryLockSlot(i)) {
        liveness.unlockSlot(i);
      }
    }
    if (liveness.sharedInThisJvm()) {
      liveness.unlockSlot(slot);
      throw new StoreException(
          "the store is open in this JVM already, through another class loader: attach one agent");
    }
  }

  private int takeSlot() {
    for (int i = 0; i < Header.PROCESSES; i++) {
      if (liveness.tryLockSlot(i)) {
        return i;
      }
    }
    throw new StoreException(
        Header.PROCESSES + " processes use the store already: end some, or give others a store");
  }

  int slot() {
    return slot;
  }

  /** What this process puts into the lock's word; never 0. */
  long token() {
    return incarnation << SLOT_BITS | (slot + 1);
  }

  long pid(long token) {
    return header.pid(slotOf(token));
  }

  boolean isDead(long token) {
    int other = slotOf(token);
    if (other < 0 || other >= Header.PROCESSES) {
      return false;
    }
    if (header.incarnation(other) != token >>> SLOT_BITS) {
      return true;
    }
    return other != slot && liveness.isFree(other);
  }

  /** From now on holds of this process may exist. Under all locks. */
  void join() {
    header.join(slot);
  }

  /** Whether another live process uses the store: then what is mapped is good. */
  boolean hasOthers() {
    for (int i = 0; i < Header.PROCESSES; i++) {
      if (i != slot && header.hasJoined(i) && !liveness.isFree(i)) {
        return true;
      }
    }
    return false;
  }

  /** How many live processes use the store, this one included. */
  int alive() {
    int alive = 1;
    for (int i = 0; i < Header.PROCESSES; i++) {
      if (i != slot && header.used(i) && !liveness.isFree(i)) {
        alive++;
      }
    }
    return alive;
  }

  /**
   * Takes the slot's lock if its process is dead, so that no new one takes it meanwhile. To others
   * the slot seems to be a live process's from now on, so its tokens are made known to be dead
   * first: else who waits for a stripe of the dead would wait for this process, and this process,
   * which is about to take stripes, for them.
   */
  boolean takeDead(int other) {
    boolean dead = other != slot && liveness.tryLockSlot(other);
    if (dead) {
      header.retire(other);
    }
    return dead;
  }

  void giveBack(int other) {
    liveness.unlockSlot(other);
  }

  private static int slotOf(long token) {
    return (int) (token & SLOT_MASK) - 1;
  }
}
