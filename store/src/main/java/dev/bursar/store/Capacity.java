package dev.bursar.store;

/** What a store was made for. Immutable. */
final class Capacity {
  /** Pages kept free for {@link Pages.Kind#VERSIONS}. */
  private static final int VERSION_PAGES = 256;

  private final int accounts;
  private final int holds;
  private final int calls;
  private final int reads;

  Capacity(int accounts, int holds, int calls, int reads) {
    this.accounts = accounts;
    this.holds = holds;
    this.calls = Ring.rounded(calls);
    this.reads = Ring.rounded(reads);
  }

  static Capacity of(StoreOptions options) {
    return new Capacity(options.accounts(), options.holds(), options.calls(), options.reads());
  }

  int accounts() {
    return accounts;
  }

  int holds() {
    return holds;
  }

  int calls() {
    return calls;
  }

  int reads() {
    return reads;
  }

  int pages(Pages.Kind kind) {
    switch (kind) {
      case ACCOUNTS:
        return Accounts.pages(accounts);
      case HOLDS:
        return Holds.pages(holds);
      case CALLS:
        return Ring.pages(calls);
      case READS:
        return Ring.pages(reads);
      default:
        return VERSION_PAGES;
    }
  }

  int pages() {
    int sum = 0;
    for (Pages.Kind kind : Pages.Kind.values()) {
      sum += pages(kind);
    }
    return sum;
  }
}
