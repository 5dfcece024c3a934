package dev.bursar.store;

/** What a change of the ledger survives once the method that made it has returned. */
public enum Durability {
  /** The death of any process, at any instruction. */
  PROCESS,
  /** The loss of power too: every change is forced to the disk, which takes milliseconds. */
  POWER
}
