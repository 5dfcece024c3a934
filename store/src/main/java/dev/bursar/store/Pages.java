package dev.bursar.store;

import java.util.Arrays;

/**
 * The pages of one kind: made when they are first needed, so that a store is only as large as its
 * use, and kept by their address.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Pages {
  static final int BYTES = 65_536;
  static final int KEY_BYTES = 8;

  /** What a page is for. */
  enum Kind {
    ACCOUNTS(1),
    HOLDS(2),
    CALLS(3),
    READS(4),
    /** Room for an index of the latest version of each resource; not used yet. */
    VERSIONS(5);

    private static final Kind[] ALL = values();

    /** Stands in keys and in the journal: part of the layout. */
    final int number;

    Kind(int number) {
      this.number = number;
    }

    static Kind at(int number) {
      return ALL[number - 1];
    }
  }

  private final Kind kind;
  private final Maps maps;
  private final long[] addresses;

  Pages(Kind kind, int count, Maps maps) {
    this.kind = kind;
    this.maps = maps;
    this.addresses = new long[count];
  }

  /** The pages lie in another file now. */
  void forget() {
    Arrays.fill(addresses, 0);
  }

  /**
   * The address of a page that was made.
   *
   * @throws StoreException when it is not there
   */
  long get(int index) {
    long known = addresses[index];
    return known != 0 ? known : look(index);
  }

  private long look(int index) {
    long found = find(index);
    if (found == 0) {
      throw new StoreException(
          "the pages of generation "
              + maps.generation()
              + " lack page "
              + index
              + " of "
              + kind
              + ", which the header counts: the files were changed from outside; move the store"
              + " directory away and a new one is made");
    }
    return found;
  }

  /** The page's address; 0 where it was never made. */
  long find(int index) {
    if (addresses[index] == 0) {
      addresses[index] = maps.allPages().find(key(index));
    }
    return addresses[index];
  }

  /** The page's address; made of zeros where it is missing. */
  long make(int index) {
    if (find(index) == 0) {
      addresses[index] = maps.allPages().insert(key(index), new byte[BYTES]);
    }
    return addresses[index];
  }

  private byte[] key(int index) {
    return new byte[] {
      (byte) kind.number,
      0,
      0,
      0,
      (byte) (index >>> 24),
      (byte) (index >>> 16),
      (byte) (index >>> 8),
      (byte) index
    };
  }
}
