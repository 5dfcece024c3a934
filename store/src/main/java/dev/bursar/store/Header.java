package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The small mapped file that all processes meet in: what the store is, who has the lock, the
 * journal, the counters and the table of processes. {@code README.md} has the layout. Words are
 * aligned and of the machine's own byte order.
 */
final class Header {
  static final String NAME = "header";
  static final int SIZE = 65_536;

  /** {@code BURSARST} in the file, on a little-endian machine. */
  static final long MAGIC = 0x5453_5241_5352_5542L;

  static final int VERSION = 1;

  // What the store is; written once.
  private static final int AT_MAGIC = 0;
  private static final int AT_VERSION = 8;
  private static final int AT_ACCOUNT_CAPACITY = 16;
  private static final int AT_HOLD_CAPACITY = 24;
  private static final int AT_CALL_CAPACITY = 32;
  private static final int AT_READ_CAPACITY = 40;
  private static final int AT_ACCOUNTS_LENGTH = 48;
  private static final int AT_PAGES_LENGTH = 56;
  private static final int AT_CREATED = 64;

  // The lock's line.
  static final int LOCK = 128;
  static final int GENERATION = 136;
  static final int IN_MAP = 144;
  static final int PENDING = 152;
  static final int ENDED = 160;

  // Counters under the journal.
  static final int ACCOUNTS = 256;
  static final int HOLDS = 264;
  static final int FREE_HOLD = 272;

  // Counters of the histories, each on a line of its own.
  static final int CALLS = 320;
  static final int READS = 384;
  static final int READ_SEQ = 448;

  static final int JOURNAL = 1_024;
  static final int JOURNAL_ENTRIES = 1_024;

  private static final int PROCESS_TABLE = 20_480;
  private static final int PROCESS_BYTES = 32;
  static final int PROCESSES = 1_024;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final long BUFFER_ADDRESS = offsetOfAddress();

  private final MappedByteBuffer buffer; // keeps the mapping alive
  private final long address;
  private Capacity capacity;

  private Header(MappedByteBuffer buffer) {
    this.buffer = buffer;
    this.address = U.getLong(buffer, BUFFER_ADDRESS);
  }

  /**
   * Maps the header of an existing store.
   *
   * @throws StoreException when the file is not one, is of a newer layout, or was cut
   */
  static Header open(File file) {
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      if (content.length() < SIZE) {
        throw new StoreException(broken(file, "has " + content.length() + " bytes", "has " + SIZE));
      }
      Header header = new Header(map(content));
      header.check(file);
      header.capacity = header.readCapacity();
      return header;
    } catch (IOException e) {
      throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private void check(File file) {
    long magic = get(AT_MAGIC);
    if (magic == Long.reverseBytes(MAGIC)) {
      throw new StoreException(
          broken(file, "is of a machine of the other byte order", "is of this one's"));
    }
    if (magic != MAGIC) {
      throw new StoreException(
          broken(
              file,
              "starts with " + Long.toHexString(magic),
              "starts with " + Long.toHexString(MAGIC)));
    }
    long version = get(AT_VERSION);
    if (version != VERSION) {
      throw new StoreException(
          file
              + " is of layout "
              + version
              + ", and this version of Bursar knows only layout "
              + VERSION
              + ": use the version that made it, or another store directory");
    }
  }

  private Capacity readCapacity() {
    return new Capacity(
        (int) get(AT_ACCOUNT_CAPACITY),
        (int) get(AT_HOLD_CAPACITY),
        (int) get(AT_CALL_CAPACITY),
        (int) get(AT_READ_CAPACITY));
  }

  /** What to say of a file that is not what it should be. */
  static String broken(File file, String found, String expected) {
    return file
        + " "
        + found
        + ", where a store's "
        + expected
        + ": give another store directory, or move this one away and a new one is made";
  }

  /** Writes the header of a new store into a file that no process has open. */
  static void write(File file, Capacity capacity, long accountsLength, long pagesLength)
      throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      // Written, not only made long: a hole might find the disk full later, and end the JVM.
      content.write(new byte[SIZE]);
      content.setLength(SIZE);
      Header header = new Header(map(content));
      header.put(AT_VERSION, VERSION);
      header.put(AT_ACCOUNT_CAPACITY, capacity.accounts());
      header.put(AT_HOLD_CAPACITY, capacity.holds());
      header.put(AT_CALL_CAPACITY, capacity.calls());
      header.put(AT_READ_CAPACITY, capacity.reads());
      header.put(AT_ACCOUNTS_LENGTH, accountsLength);
      header.put(AT_PAGES_LENGTH, pagesLength);
      header.put(AT_CREATED, System.currentTimeMillis());
      header.put(GENERATION, 1);
      header.put(AT_MAGIC, MAGIC);
      header.force();
    }
  }

  private static MappedByteBuffer map(RandomAccessFile content) throws IOException {
    return content.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
  }

  private static long offsetOfAddress() {
    try {
      Field field = Buffer.class.getDeclaredField("address");
      return U.objectFieldOffset(field);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("bursar: java.nio.Buffer has no field address", e);
    }
  }

  /** The address of a word. */
  long address(int offset) {
    return address + offset;
  }

  long get(int offset) {
    return U.getLong(address + offset);
  }

  long getVolatile(int offset) {
    return U.getLongVolatile(null, address + offset);
  }

  void put(int offset, long value) {
    U.putLong(address + offset, value);
  }

  /** After all stores before it, and before all after it. */
  void publish(int offset, long value) {
    U.storeFence();
    U.putOrderedLong(null, address + offset, value);
    U.storeFence();
  }

  long next(int counter) {
    return U.getAndAddLong(null, address + counter, 1);
  }

  Capacity capacity() {
    return capacity;
  }

  long accountsLength() {
    return get(AT_ACCOUNTS_LENGTH);
  }

  long pagesLength() {
    return get(AT_PAGES_LENGTH);
  }

  /** How often a slot of the process table was taken. */
  long incarnation(int slot) {
    return getVolatile(process(slot));
  }

  void take(int slot, long pid) {
    put(process(slot) + 8, pid);
    put(process(slot) + 16, System.currentTimeMillis());
    publish(process(slot), incarnation(slot) + 1);
  }

  long pid(int slot) {
    return get(process(slot) + 8);
  }

  /** Whether holds of the slot's process may exist. */
  boolean used(int slot) {
    return get(process(slot) + 24) != 0;
  }

  void used(int slot, boolean used) {
    publish(process(slot) + 24, used ? 1 : 0);
  }

  private static int process(int slot) {
    return PROCESS_TABLE + slot * PROCESS_BYTES;
  }

  void force() {
    buffer.force();
  }
}
