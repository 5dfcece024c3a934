package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/**
 * The map from the name of an account to its number, in one generation of its file. A process that
 * dies while it is in the map leaves a mark; the next one makes the map anew, as the next
 * generation, out of the accounts' records, which have their names. The file that was left is kept
 * until the one after it is.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Names implements Closeable {
  /** Tells the names that there are. */
  interface Records {
    /** How many accounts there are; their numbers go from 0. */
    int count();

    /** An account's name as its key; null where it is not to be found by its name. */
    byte[] key(int number);
  }

  private static final Unsafe U = Unsafe.getUnsafe();

  private final File dir;
  private final Header header;
  private final Table.Shape shape;
  private long generation; // 0 before the first is opened
  private Table table;

  /** The names of a store; {@link #move} opens them. */
  Names(File dir, Header header) {
    this.dir = dir;
    this.header = header;
    this.shape = shape(header.capacity());
  }

  /** Makes the file of a generation without names, and tells how long it is. */
  static long create(File dir, long generation, Capacity capacity) throws IOException {
    File file = file(dir, generation);
    Files.deleteIfExists(file.toPath());
    Table.create(file, shape(capacity));
    Table.fill(file);
    return file.length();
  }

  static File file(File dir, long generation) {
    return new File(dir, "names-" + generation + ".map");
  }

  private static Table.Shape shape(Capacity capacity) {
    return Table.Shape.ofEntries("names", AccountRecord.KEY_BYTES, Long.BYTES, capacity.accounts());
  }

  long generation() {
    return generation;
  }

  /** The number of a name, or −1 where there is none. */
  int find(byte[] key) {
    header.publish(Header.IN_MAP, 1);
    long found = table.find(key);
    header.publish(Header.IN_MAP, 0);
    return found == 0 ? -1 : (int) U.getLong(found);
  }

  /** Gives a name its number. */
  void put(byte[] key, int number) {
    header.publish(Header.IN_MAP, 1);
    table.insert(key, value(number));
    header.publish(Header.IN_MAP, 0);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[Long.BYTES];
    U.putLong(value, Unsafe.ARRAY_BYTE_BASE_OFFSET, number);
    return value;
  }

  /**
   * Makes the next generation out of the records.
   *
   * @throws StoreException when it cannot be made
   */
  void rebuild(Records records) {
    long next = header.get(Header.GENERATION) + 1;
    File file = file(dir, next);
    try {
      create(dir, next, header.capacity());
      try (Table made = Table.open(file, shape, header.namesLength())) {
        for (int i = 0; i < records.count(); i++) {
          byte[] key = records.key(i);
          if (key != null) {
            made.insert(key, value(i));
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          "cannot make " + file + ", the names of the accounts, anew (" + e + ")", e);
    }
    header.publish(Header.GENERATION, next);
    header.publish(Header.IN_MAP, 0);
    delete(file(dir, next - 2));
  }

  // A process that has not moved yet keeps what it has open.
  private static void delete(File file) {
    try {
      Files.deleteIfExists(file.toPath());
    } catch (IOException e) {
      // it is in nobody's way
    }
  }

  /**
   * Goes on with the file that the header names.
   *
   * @throws StoreException when it is missing, foreign or cut
   */
  void move() {
    long wanted = header.get(Header.GENERATION);
    Table opened = Table.open(file(dir, wanted), shape, header.namesLength());
    close();
    table = opened;
    generation = wanted;
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
  }
}
