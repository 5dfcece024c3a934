package dev.bursar.store.history;

/**
 * One method of the ledger as it was called, and what it answered.
 *
 * @param kind which
 * @param amount what was reserved, or what the ended hold was
 * @param bill what the end brought
 * @param granted whether a reserve succeeded
 * @param spent what a view showed
 * @param held what a view showed
 * @param began a stamp from before the method was called
 * @param ended a stamp from after it returned; all stamps are different
 */
record Call(
    Kind kind,
    long amount,
    long bill,
    boolean granted,
    long spent,
    long held,
    long began,
    long ended) {
  /** What can be called. */
  enum Kind {
    RESERVE,
    END,
    VIEW
  }

  static Call reserve(long amount, boolean granted, long began, long ended) {
    return new Call(Kind.RESERVE, amount, 0, granted, 0, 0, began, ended);
  }

  static Call end(long amount, long bill, long began, long ended) {
    return new Call(Kind.END, amount, bill, false, 0, 0, began, ended);
  }

  static Call view(long spent, long held, long began, long ended) {
    return new Call(Kind.VIEW, 0, 0, false, spent, held, began, ended);
  }
}
