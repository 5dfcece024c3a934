package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.impl.VanillaChronicleHash;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;

/**
 * One map of the library in a file. The map has locks of its own in its file, which outlive their
 * holder: who changes it makes sure that a death in the middle is noticed.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Table implements Closeable {
  // In the first bytes of every file that the library made.
  private static final String SIGNATURE = "!net.openhft.chronicle.";
  private static final int SIGNATURE_WITHIN = 256;
  private static final int CHUNK = 1 << 20;
  private static final int ALIGNMENT = 128;

  private final File file;
  private final ChronicleMap<byte[], byte[]> map;
  private final RandomAccessFile content;

  private Table(File file, ChronicleMap<byte[], byte[]> map, RandomAccessFile content) {
    this.file = file;
    this.map = map;
    this.content = content;
  }

  /** The shape of a map. Immutable. */
  static final class Shape {
    private final String name;
    private final int keyBytes;
    private final int entries;
    private final int valueBytes; // 0 where values differ in size
    private final int chunks;

    private Shape(String name, int keyBytes, int entries, int valueBytes, int chunks) {
      this.name = name;
      this.keyBytes = keyBytes;
      this.entries = entries;
      this.valueBytes = valueBytes;
      this.chunks = chunks;
    }

    /** Many values of one size. */
    static Shape ofEntries(String name, int keyBytes, int valueBytes, int entries) {
      return new Shape(name, keyBytes, entries, valueBytes, entries);
    }

    /** A few values of these sizes, large ones. */
    static Shape ofSizes(String name, int keyBytes, long[] sizes) {
      long chunks = 0;
      for (long size : sizes) {
        chunks += size / CHUNK + 2; // with key, size and alignment
      }
      return new Shape(name, keyBytes, sizes.length, 0, (int) chunks);
    }

    // One segment: the store has its own locks, so more would buy nothing, and with one the
    // capacity is exact: no entry ever lands in an extra tier, whose recovery lost data (its issue
    // 251).
    ChronicleMapBuilder<byte[], byte[]> builder() {
      ChronicleMapBuilder<byte[], byte[]> builder =
          ChronicleMapBuilder.of(byte[].class, byte[].class)
              .name(name)
              .constantKeySizeBySample(new byte[keyBytes])
              .entries(entries)
              .actualSegments(1)
              .entriesPerSegment(entries)
              .actualChunksPerSegmentTier(chunks)
              .entryAndValueOffsetAlignment(valueBytes == 0 ? ALIGNMENT : Long.BYTES)
              // Values are written in place, which checksums of entries would not follow.
              .checksumEntries(false)
              // Its hook would unmap the values while the app's own hooks may still make calls.
              .skipCloseOnExitHook(true);
      return valueBytes != 0
          ? builder.constantValueSizeBySample(new byte[valueBytes])
          : builder
              .averageValueSize((double) CHUNK * chunks / entries)
              .actualChunkSize(CHUNK)
              .maxChunksPerEntry(chunks);
    }
  }

  /**
   * Makes the map's file, with all its room and no entry.
   *
   * @throws IOException where the disk has no room, or it cannot be written
   */
  static void create(File file, Shape shape) throws IOException {
    shape.builder().createPersistedTo(file).close();
  }

  /** Forces a file to the disk. */
  static void sync(File file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      content.getFD().sync();
    }
  }

  /**
   * Fills a file's holes, so that no store to its mapping finds the disk full.
   *
   * @throws IOException where the disk has no room
   */
  static void fill(File file) throws IOException {
    byte[] block = new byte[Region.BLOCK];
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      long at = 0;
      for (int n = content.read(block); n > 0; n = content.read(block)) {
        content.seek(at);
        content.write(block, 0, n);
        at += n;
      }
    }
  }

  /**
   * Opens a map that exists.
   *
   * @throws StoreException when the file is missing, is not a map, or was cut
   */
  static Table open(File file, Shape shape, long expectedLength) {
    check(file, expectedLength);
    try {
      RandomAccessFile content = new RandomAccessFile(file, "rw");
      boolean opened = false;
      try {
        Table table = new Table(file, shape.builder().createPersistedTo(file), content);
        opened = true;
        return table;
      } finally {
        if (!opened) {
          content.close();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new StoreException("cannot open " + file + ": " + e, e);
    }
  }

  // The library makes a new map of what is missing, and waits for minutes for what was cut.
  private static void check(File file, long expectedLength) {
    byte[] start = new byte[SIGNATURE_WITHIN];
    try (RandomAccessFile content = new RandomAccessFile(file, "r")) {
      if (content.length() < expectedLength) {
        throw new StoreException(
            Header.broken(
                file, "has " + content.length() + " bytes", "has " + expectedLength + " or more"));
      }
      content.readFully(start);
    } catch (IOException e) {
      throw new StoreException(
          "cannot read " + file + ", which the store's header names: " + e.getMessage(), e);
    }
    if (!new String(start, StandardCharsets.ISO_8859_1).contains(SIGNATURE)) {
      throw new StoreException(
          Header.broken(file, "does not start as a map", "starts with " + SIGNATURE));
    }
  }

  /** The address of a key's value, or 0 where there is none. */
  long find(byte[] key) {
    try (ExternalMapQueryContext<byte[], byte[], ?> query = map.queryContext(key)) {
      MapEntry<byte[], byte[]> entry = query.entry();
      return entry == null ? 0 : address(entry.value());
    }
  }

  /**
   * The address of a value that must be there.
   *
   * @throws StoreException when it is not, or has another size
   */
  long require(byte[] key, long size) {
    try (ExternalMapQueryContext<byte[], byte[], ?> query = map.queryContext(key)) {
      MapEntry<byte[], byte[]> entry = query.entry();
      if (entry == null || entry.value().size() != size) {
        throw new StoreException(
            Header.broken(
                file,
                entry == null
                    ? "lacks region " + key[0]
                    : "has region " + key[0] + " of " + entry.value().size() + " bytes",
                "has it, of " + size));
      }
      return address(entry.value());
    }
  }

  /** Adds or overwrites an entry. */
  void insert(byte[] key, byte[] value) {
    map.put(key, value);
  }

  /** Adds an entry whose value nobody writes: it stays a hole in the file. */
  void insertHole(byte[] key, long size) {
    try (ExternalMapQueryContext<byte[], byte[], ?> query = map.queryContext(key)) {
      query.writeLock().lock();
      query.insert(query.absentEntry(), new Hole(size));
    }
  }

  private static long address(Data<byte[]> value) {
    return value.bytes().addressForRead(value.offset());
  }

  /**
   * Writes through the file, not through its mapping: where the disk is full this is an error with
   * a name, and no signal.
   *
   * @param address in the mapping
   * @throws StoreException when it cannot be written
   */
  void write(long address, byte[] bytes, int length) {
    try {
      content.seek(address - ((VanillaChronicleHash<?, ?, ?, ?>) map).bsAddress());
      content.write(bytes, 0, length);
    } catch (IOException e) {
      throw new StoreException(
          file + " cannot grow by " + length + " bytes: " + e.getMessage() + ": free some disk", e);
    }
  }

  @Override
  public void close() {
    try {
      map.close();
      content.close();
    } catch (IOException e) {
      throw new StoreException("cannot close " + file + ": " + e.getMessage(), e);
    }
  }
}
