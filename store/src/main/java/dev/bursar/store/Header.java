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

  /** {@code BURSARST} in the file, on a little-endian machine. */
  static final long MAGIC = 0x5453_5241_5352_5542L;

  static final int VERSION = 4;

  /** How many locks there are; a power of two. */
  static final int STRIPES = 4;

  // What the store is; written once.
  private static final int AT_MAGIC = 0;
  private static final int AT_VERSION = 8;
  private static final int AT_ACCOUNT_CAPACITY = 16;
  private static final int AT_HOLD_CAPACITY = 24;
  private static final int AT_CALL_CAPACITY = 32;
  private static final int AT_READ_CAPACITY = 40;
  private static final int AT_NAMES_LENGTH = 48;
  private static final int AT_REGIONS_LENGTH = 56;
  private static final int AT_CREATED = 64;
  private static final int AT_STRIPES = 72;
  private static final int AT_CHECK = 80;

  // Read by every call, changed seldom.
  static final int GENERATION = 128;
  static final int IN_MAP = 136;
  static final int PENDING = 144;

  /** 1 where every transaction is logged, from the first process that asked for it on. */
  static final int LOGGED = 152;

  // Counters under the central journal.
  static final int ACCOUNTS = 256;
  static final int HOLD_BLOCKS = 264;
  private static final int GROWN = 272;

  /** First record + 1 of the accounts that are nobody's. */
  static final int FREE_ACCOUNT = 320;

  // Counters of the histories, each on lines of its own.
  static final int CALLS = 384;
  static final int READS = 512;
  static final int READ_SEQ = 640;

  /** Which file of the log, times 2^40, and where in it the next record goes. */
  static final int LOG = 704;

  /** Stripe + 1 of each block of holds. */
  private static final int HOLD_STRIPES = 1_024;

  private static final int MAX_HOLD_BLOCKS = 160;

  // A stripe's words, from its start.
  static final int LOCK = 0;
  static final int STRIPE_PENDING = 128;
  static final int FREE_HOLD = 136;
  static final int ENDED = 144;
  static final int STRIPE_JOURNAL = 256;
  static final int STRIPE_ENTRIES = 256;

  private static final int STRIPE_TABLE = 4_096;
  private static final int STRIPE_BYTES = 8_192;

  private static final int PROCESS_TABLE = STRIPE_TABLE + STRIPES * STRIPE_BYTES;
  private static final int PROCESS_BYTES = 32;
  static final int PROCESSES = 1_024;

  static final int JOURNAL = PROCESS_TABLE + PROCESSES * PROCESS_BYTES;
  static final int JOURNAL_ENTRIES = 4_096;

  static final int SIZE = JOURNAL + JOURNAL_ENTRIES * Journal.ENTRY;

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
      if (content.length() >= AT_VERSION + Long.BYTES) {
        checkVersion(file, content);
      }
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
    if (get(AT_CHECK) != identity()) {
      throw new StoreException(
          broken(
              file,
              "has a first line whose check is " + Long.toHexString(get(AT_CHECK)),
              "has " + Long.toHexString(identity())));
    }
  }

  // Read, not mapped: a header of another layout may have another length.
  private static void checkVersion(File file, RandomAccessFile content) throws IOException {
    byte[] start = new byte[AT_VERSION + Long.BYTES];
    content.readFully(start);
    long version = U.getLong(start, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) AT_VERSION);
    if (U.getLong(start, Unsafe.ARRAY_BYTE_BASE_OFFSET) == MAGIC && version != VERSION) {
      throw new StoreException(
          file
              + " is of layout "
              + version
              + ", and this version of Bursar knows only layout "
              + VERSION
              + ": use the version that made it, or another store directory");
    }
  }

  private long identity() {
    return Check.of(address, AT_CHECK / Long.BYTES, Check.salt(VERSION));
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
  static void write(File file, Capacity capacity, long namesLength, long regionsLength)
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
      header.put(AT_NAMES_LENGTH, namesLength);
      header.put(AT_REGIONS_LENGTH, regionsLength);
      header.put(AT_STRIPES, STRIPES);
      header.put(AT_CREATED, System.currentTimeMillis());
      header.put(GENERATION, 1);
      header.put(AT_MAGIC, MAGIC);
      header.put(AT_CHECK, header.identity());
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

  /** How many holds have ended, for those who wait for one. */
  long ended() {
    long sum = 0;
    for (int i = 0; i < STRIPES; i++) {
      sum += getVolatile(stripe(i) + ENDED);
    }
    return sum;
  }

  /** Counts the end of a hold. Under the stripe's lock; not journaled. */
  void countEnd(int stripe) {
    long at = address + stripe(stripe) + ENDED;
    U.putOrderedLong(null, at, U.getLong(at) + 1);
  }

  long next(int counter) {
    return U.getAndAddLong(null, address + counter, 1);
  }

  Capacity capacity() {
    return capacity;
  }

  long namesLength() {
    return get(AT_NAMES_LENGTH);
  }

  long regionsLength() {
    return get(AT_REGIONS_LENGTH);
  }

  /** Whether every transaction is logged: stripes then leave all to those who have them all. */
  boolean isLogged() {
    return get(LOGGED) != 0;
  }

  /** Offset of a stripe's first word. */
  static int stripe(int number) {
    return STRIPE_TABLE + number * STRIPE_BYTES;
  }

  /** How far a stripe's words are behind those of the first. */
  static int apart(int stripe) {
    return stripe * STRIPE_BYTES;
  }

  /** Offset of the word that tells how many blocks of a region may be used. */
  static int grown(Region region) {
    return GROWN + region.number * Long.BYTES;
  }

  /** Offset of the word that tells which stripe has a block of holds. */
  static int holdStripe(int block) {
    return HOLD_STRIPES + block * Long.BYTES;
  }

  static {
    if (HOLD_STRIPES + MAX_HOLD_BLOCKS * Long.BYTES > STRIPE_TABLE
        || STRIPE_JOURNAL + STRIPE_ENTRIES * Journal.ENTRY > STRIPE_BYTES) {
      throw new AssertionError("the header's parts overlap");
    }
  }

  /** A number of a slot of the process table that grows each time it is taken. */
  long incarnation(int slot) {
    return getVolatile(process(slot));
  }

  void take(int slot, long pid) {
    put(process(slot) + 8, pid);
    // By the clock too: after a loss of power the count may be an older one, and tokens of before
    // that must not come again.
    publish(process(slot), Math.max(incarnation(slot) + 1, System.currentTimeMillis()));
  }

  /** Makes every token of the slot's last process one that is known to be dead. */
  void retire(int slot) {
    publish(process(slot), incarnation(slot) + 1);
  }

  long pid(int slot) {
    return get(process(slot) + 8);
  }

  /** Whether holds of the slot's process may exist. */
  boolean used(int slot) {
    return get(process(slot) + 24) != 0;
  }

  /** Holds of the slot's present process may exist from now on. */
  void join(int slot) {
    publish(process(slot) + 24, joined(slot));
  }

  /** Whether the slot's present process, not the one before it, has joined. */
  boolean hasJoined(int slot) {
    return getVolatile(process(slot) + 24) == joined(slot);
  }

  private long joined(int slot) {
    return incarnation(slot) << 1 | 1;
  }

  /** Holds of a process that had the slot before may exist. */
  void claim(int slot) {
    if (!used(slot)) {
      publish(process(slot) + 24, 1);
    }
  }

  /** No hold of the slot's process exists any more. */
  void leave(int slot) {
    publish(process(slot) + 24, 0);
  }

  private static int process(int slot) {
    return PROCESS_TABLE + slot * PROCESS_BYTES;
  }

  void force() {
    buffer.force();
  }
}
