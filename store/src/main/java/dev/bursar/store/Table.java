package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.map.MapEntry;
import net.openhft.chronicle.map.MapSegmentContext;

/**
 * One persisted map of fixed-size keys to fixed-size values. A value stays at its address for as
 * long as its entry and this mapping do, so callers look it up once and keep the address.
 *
 * <p>The map has locks of its own in its file, which outlive their holder: every method therefore
 * sets the header's mark while it is in the map, and a mark that is left tells the next owner of
 * the store's lock that the file must be recovered.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Table implements Closeable {
  // In the first bytes of every file that the library made.
  private static final String SIGNATURE = "!net.openhft.chronicle.";
  private static final int SIGNATURE_WITHIN = 256;
  private static final int COPY_BLOCK = 65_536;

  // Storing to a mapped page that the disk has no room for ends the JVM, so make sure before.
  private static final long ROOM_BYTES = 4 << 20;

  private final File file;
  private final Header header;
  private final ChronicleMap<byte[], byte[]> map;
  private final RandomAccessFile content;

  private Table(
      File file, Header header, ChronicleMap<byte[], byte[]> map, RandomAccessFile content) {
    this.file = file;
    this.header = header;
    this.map = map;
    this.content = content;
  }

  /** The shape of a map. Immutable. */
  static final class Shape {
    private final String name;
    private final int entries;
    private final int keyBytes;
    private final int valueBytes;

    Shape(String name, int entries, int keyBytes, int valueBytes) {
      this.name = name;
      this.entries = entries;
      this.keyBytes = keyBytes;
      this.valueBytes = valueBytes;
    }

    File file(File dir, long generation) {
      return new File(dir, name + "-" + generation + ".map");
    }

    // One segment: the store has one lock, so more would buy nothing, and with one the capacity is
    // exact: no entry ever lands in an extra tier, whose recovery lost data (its issue 251).
    ChronicleMapBuilder<byte[], byte[]> builder() {
      return ChronicleMapBuilder.of(byte[].class, byte[].class)
          .name(name)
          .constantKeySizeBySample(new byte[keyBytes])
          .constantValueSizeBySample(new byte[valueBytes])
          .entries(entries)
          .actualSegments(1)
          .entriesPerSegment(entries)
          .actualChunksPerSegmentTier(entries)
          .entryAndValueOffsetAlignment(8)
          // Values are written in place, which checksums of entries would not follow.
          .checksumEntries(false)
          // Its hook would unmap the values while the app's own hooks may still make calls.
          .skipCloseOnExitHook(true);
    }
  }

  /** Makes the map's file, with all its room and no entry. */
  static void create(File file, Shape shape) throws IOException {
    shape.builder().createPersistedTo(file).close();
    sync(file);
  }

  /**
   * Makes a sound copy of a map whose file may be in any state, as a process that died while it was
   * in the map leaves it: locks that nobody gives back, an entry half written. The file itself
   * cannot be recovered while any process has it open; the copy nobody has.
   *
   * @throws StoreException when it cannot be copied or recovered
   */
  static void recover(File from, File to, Shape shape, Durability durability) {
    try {
      copy(from, to);
      shape.builder().recoverPersistedTo(to, true).close();
      if (durability == Durability.POWER) {
        sync(to);
      }
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          "cannot recover "
              + from
              + ", which a process left half written, into "
              + to
              + " ("
              + e
              + "): move the store directory away and a new one is made",
          e);
    }
  }

  private static void sync(File file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
      content.getFD().sync();
    }
  }

  // Not with a channel, which an interrupt of the thread would close. Zeros stay holes.
  private static void copy(File from, File to) throws IOException {
    byte[] block = new byte[COPY_BLOCK];
    try (RandomAccessFile in = new RandomAccessFile(from, "r");
        RandomAccessFile out = new RandomAccessFile(to, "rw")) {
      out.setLength(0);
      out.setLength(in.length());
      long at = 0;
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        if (!zero(block, n)) {
          out.seek(at);
          out.write(block, 0, n);
        }
        at += n;
      }
    }
  }

  private static boolean zero(byte[] block, int length) {
    for (int i = 0; i < length; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Opens a map that exists.
   *
   * @throws StoreException when the file is missing, is not a map, or was cut
   */
  static Table open(File file, Shape shape, long expectedLength, Header header) {
    check(file, expectedLength);
    try {
      RandomAccessFile content = new RandomAccessFile(file, "rw");
      boolean opened = false;
      try {
        Table table = new Table(file, header, shape.builder().createPersistedTo(file), content);
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
    header.publish(Header.IN_MAP, 1);
    long address = addressOf(key);
    header.publish(Header.IN_MAP, 0);
    return address;
  }

  /**
   * Adds or overwrites an entry, and tells the address of its value.
   *
   * @throws StoreException when the disk has no room for it
   */
  long insert(byte[] key, byte[] value) {
    long room = file.getUsableSpace();
    if (room < ROOM_BYTES) {
      throw new StoreException(
          "the disk of "
              + file
              + " has "
              + room
              + " bytes left, and the store needs "
              + ROOM_BYTES
              + " to grow: free some");
    }
    header.publish(Header.IN_MAP, 1);
    map.put(key, value);
    long address = addressOf(key);
    header.publish(Header.IN_MAP, 0);
    return address;
  }

  /** Shows the address of every value. */
  void each(LongConsumer visitor) {
    header.publish(Header.IN_MAP, 1);
    try (MapSegmentContext<byte[], byte[], ?> segment = map.segmentContext(0)) {
      segment.forEachSegmentEntry(entry -> visitor.accept(address(entry.value())));
    }
    header.publish(Header.IN_MAP, 0);
  }

  private long addressOf(byte[] key) {
    try (ExternalMapQueryContext<byte[], byte[], ?> query = map.queryContext(key)) {
      MapEntry<byte[], byte[]> entry = query.entry();
      return entry == null ? 0 : address(entry.value());
    }
  }

  private static long address(Data<byte[]> value) {
    return value.bytes().addressForRead(value.offset());
  }

  /** Writes what is in memory to the disk; the library's own way needs native code. */
  void force() {
    try {
      content.getFD().sync();
    } catch (IOException e) {
      throw new StoreException("cannot force a map to the disk: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      map.close();
      content.close();
    } catch (IOException e) {
      throw new StoreException("cannot close a map: " + e.getMessage(), e);
    }
  }
}
