package dev.bursar.store;

/** What a change of the ledger survives once the method that made it has returned. */
public enum Durability {
  /** The death of any process, at any instruction. */
  PROCESS,
  /**
   * The loss of power too: what marks a call as sent, ends it or changes an account returns only
   * when that is on the disk, which takes milliseconds; threads share the wait.
   */
  POWER
}
