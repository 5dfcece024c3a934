package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;

/**
 * Where the store's records lie: one value per region in a map that is filled when the store is
 * made and never changed after that, so that no process ever dies in the middle of a change of it,
 * and an address stays what it is for as long as the store is open.
 *
 * <p>A region is made of holes. It grows by blocks that are written with zeros before they are
 * used: a store to a hole on a full disk would end the JVM, a write is an error with a name.
 *
 * <p>Threading: addresses any thread; growing under all locks of the store.
 */
final class Regions implements Closeable {
  static final String NAME = "regions.map";

  private static final byte[] ZEROS = new byte[Region.BLOCK];

  private final Header header;
  private final Table table;
  private final long[] addresses = new long[Region.count()];
  private final long[] sizes = new long[Region.count()];

  /**
   * Opens the regions of a store.
   *
   * @throws StoreException when the file is missing, foreign or cut
   */
  Regions(File dir, Header header) {
    this.header = header;
    this.table = Table.open(new File(dir, NAME), shape(header.capacity()), header.regionsLength());
    boolean opened = false;
    try {
      for (Region each : Region.values()) {
        sizes[each.number] = header.capacity().bytes(each);
        addresses[each.number] =
            each == Region.HEADER
                ? header.address(0)
                : table.require(key(each), sizes[each.number]);
      }
      opened = true;
    } finally {
      if (!opened) {
        table.close();
      }
    }
  }

  /** Makes the file of a new store, and tells how long it is. */
  static long create(File dir, Capacity capacity) throws IOException {
    File file = new File(dir, NAME);
    Table.create(file, shape(capacity));
    try (Table table = Table.open(file, shape(capacity), 0)) {
      for (Region each : Region.values()) {
        if (each != Region.HEADER) {
          table.insertHole(key(each), capacity.bytes(each));
        }
      }
    }
    Table.sync(file);
    return file.length();
  }

  private static Table.Shape shape(Capacity capacity) {
    long[] sizes = new long[Region.count() - 1];
    for (Region each : Region.values()) {
      if (each != Region.HEADER) {
        sizes[each.number - 1] = capacity.bytes(each);
      }
    }
    return Table.Shape.ofSizes("regions", Long.BYTES, sizes);
  }

  private static byte[] key(Region region) {
    return new byte[] {(byte) region.number, 0, 0, 0, 0, 0, 0, 0};
  }

  /** The address of a region's first byte. */
  long address(Region region) {
    return addresses[region.number];
  }

  /** The address of a place. */
  long address(long place) {
    return addresses[Region.numberOf(place)] + Region.offsetOf(place);
  }

  /** Whether a place is one of a word. */
  boolean contains(long place) {
    int region = Region.numberOf(place);
    long offset = Region.offsetOf(place);
    return region < addresses.length && offset % Long.BYTES == 0 && offset < sizes[region];
  }

  /** Whether a region's blocks up to one are there to be used. */
  boolean has(Region region, int block) {
    return block < header.getVolatile(Header.grown(region));
  }

  /**
   * Makes a region's blocks up to one. Takes their number into a transaction.
   *
   * @param n how many words it has
   * @return how many it has now
   * @throws StoreException when the disk has no room
   */
  int grow(Region region, int block, Journal journal, int n) {
    int blocks = (int) header.get(Header.grown(region));
    if (block < blocks) {
      return n;
    }
    for (int i = blocks; i <= block; i++) {
      zero(region, i);
    }
    return journal.putHeader(n, Header.grown(region), block + 1L);
  }

  private void zero(Region region, int block) {
    long offset = (long) block * Region.BLOCK;
    long left = Math.min(Region.BLOCK, header.capacity().bytes(region) - offset);
    table.write(addresses[region.number] + offset, ZEROS, (int) left);
  }

  /** A region as it was when the store was made. For who makes the whole state anew. */
  void clear(Region region) {
    header.put(Header.grown(region), 0);
  }

  /** {@link #grow} without a transaction, for the same. */
  void growNow(Region region, int block) {
    for (int i = (int) header.get(Header.grown(region)); i <= block; i++) {
      zero(region, i);
      header.put(Header.grown(region), i + 1L);
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
