package dev.bursar.store.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which block of which file of a directory an address of this process is, as Linux tells. Addresses
 * elsewhere are memory that a death leaves nothing of.
 */
final class Mappings {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private final String directory;
  private final TreeMap<Long, Mapping> byStart = new TreeMap<>();
  private final Set<Long> elsewhere = new HashSet<>();

  private record Mapping(long end, long offset, String file) {}

  /** A block of a file. */
  record Place(String file, long offset) {}

  Mappings(Path dir) {
    try {
      directory = dir.toRealPath() + "/";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this system tells. */
  static boolean areKnown() {
    return Files.isReadable(MAPS);
  }

  /** Files may have been mapped or unmapped. */
  void forget() {
    byStart.clear();
    elsewhere.clear();
  }

  /** Where the block of an address is, or null where it is elsewhere. */
  Place find(long block) {
    Place place = known(block);
    if (place == null && elsewhere.add(block)) {
      read();
      place = known(block);
    }
    return place;
  }

  private Place known(long block) {
    var entry = byStart.floorEntry(block);
    if (entry == null || block >= entry.getValue().end) {
      return null;
    }
    Mapping mapping = entry.getValue();
    return new Place(mapping.file, mapping.offset + block - entry.getKey());
  }

  // Lines such as: 7f12a000-7f13a000 rw-s 00001000 fe:00 1234   /dir/file
  private void read() {
    try {
      byStart.clear();
      for (String line : Files.readAllLines(MAPS)) {
        int path = line.indexOf('/');
        if (path > 0 && line.startsWith(directory, path)) {
          String[] words = line.split(" ", -1);
          int dash = words[0].indexOf('-');
          byStart.put(
              Long.parseUnsignedLong(words[0].substring(0, dash), 16),
              new Mapping(
                  Long.parseUnsignedLong(words[0].substring(dash + 1), 16),
                  Long.parseUnsignedLong(words[2], 16),
                  line.substring(path + directory.length())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
