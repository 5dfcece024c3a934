package dev.bursar.store;

/** A part of the store that records lie in; the places in a journal name it by its number. */
enum Region {
  HEADER(0),
  ACCOUNTS(1),
  HOLDS(2),
  CALLS(3),
  READS(4),
  /** Room for an index of the latest version of each resource; not used yet. */
  VERSIONS(5);

  /** Regions grow by blocks of this many bytes. */
  static final int BLOCK = 65_536;

  private static final int SHIFT = 56;
  private static final long OFFSET_MASK = (1L << SHIFT) - 1;
  private static final Region[] ALL = values();

  /** Stands in keys and in the journals: part of the layout. */
  final int number;

  Region(int number) {
    this.number = number;
  }

  /** How many there are. */
  static int count() {
    return ALL.length;
  }

  /** The place of the region's first byte; add offsets to it. */
  long place() {
    return (long) number << SHIFT;
  }

  static int numberOf(long place) {
    return (int) (place >>> SHIFT);
  }

  static long offsetOf(long place) {
    return place & OFFSET_MASK;
  }
}
