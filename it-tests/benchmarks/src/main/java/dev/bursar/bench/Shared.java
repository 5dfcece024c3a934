package dev.bursar.bench;

/** What the threads of a benchmark have in common. */
public enum Shared {
  /** All of them charge one account. */
  ACCOUNT,
  /** Each charges an account of its own; the parent is one. */
  PARENT,
  /** Each charges a tree of its own; the store is one. */
  STORE
}
