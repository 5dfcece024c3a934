package dev.bursar.store;

/** What a store was made for. Immutable. */
final class Capacity {
  /** Bytes kept for {@link Region#VERSIONS}. */
  private static final long VERSION_BYTES = 16L << 20;

  private final int accounts;
  private final int holds;
  private final int calls;
  private final int reads;

  Capacity(int accounts, int holds, int calls, int reads) {
    this.accounts = accounts;
    this.holds = holds;
    this.calls = calls;
    this.reads = reads;
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

  /** How many blocks of holds there are. */
  int holdBlocks() {
    return Holds.blocks(holds);
  }

  int calls() {
    return calls;
  }

  int reads() {
    return reads;
  }

  /** How large a region is. */
  long bytes(Region region) {
    switch (region) {
      case HEADER:
        return Header.SIZE;
      case ACCOUNTS:
        return (long) accounts * AccountRecord.BYTES;
      case HOLDS:
        return (long) holdBlocks() * Region.BLOCK;
      case CALLS:
        return (long) calls * Ring.SLOT;
      case READS:
        return (long) reads * Ring.SLOT;
      default:
        return VERSION_BYTES;
    }
  }
}
