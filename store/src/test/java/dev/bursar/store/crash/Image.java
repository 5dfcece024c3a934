package dev.bursar.store.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of a directory at one moment: what {@code kill -9} at that moment leaves, since stores
 * to a mapping are in the system's page cache at once, and nobody has locks on a copy. Blocks of
 * zeros are left out, and blocks that are as in the image before are shared with it.
 */
final class Image {
  private static final int BLOCK = 4_096;
  private static final int CHUNK = 256 * BLOCK;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(CHUNK);

  private static final ThreadLocal<ByteBuffer> CHUNKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK));
  private static final byte[] NOTHING = new byte[BLOCK];

  private final Map<String, Content> files = new TreeMap<>();

  private record Content(long length, Map<Long, byte[]> blocks) {}

  private Image() {}

  /** The directory as it is; {@code before} may be null. */
  static Image of(Path dir, Image before) {
    Image image = new Image();
    try (Stream<Path> list = Files.list(dir)) {
      for (Path file : list.toList()) {
        String name = file.getFileName().toString();
        image.files.put(name, read(file, before == null ? null : before.files.get(name)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return image;
  }

  /** The directory as it is, where only some blocks are not as they were. */
  static Image after(Path dir, Image before, List<Mappings.Place> changed) {
    Image image = new Image();
    image.files.putAll(before.files);
    Map<String, Content> touched = new HashMap<>();
    for (Mappings.Place place : changed) {
      if (!before.files.containsKey(place.file())) {
        continue; // deleted, and mapped still
      }
      Content content =
          touched.computeIfAbsent(
              place.file(),
              name -> {
                Content old = before.files.get(name);
                return new Content(old.length, new HashMap<>(old.blocks));
              });
      readBlock(dir.resolve(place.file()), place.offset(), content);
    }
    image.files.putAll(touched);
    return image;
  }

  private static void readBlock(Path file, long at, Content into) {
    ByteBuffer block = CHUNKS.get().clear().limit((int) Math.min(BLOCK, into.length - at));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      fill(channel, block, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    into.blocks.remove(at);
    collect(block.flip(), at, into.blocks, into);
  }

  // An empty file is not opened: closing it would give back the locks that this JVM has on it.
  private static Content read(Path file, Content before) throws IOException {
    long length = Files.size(file);
    Map<Long, byte[]> blocks = new HashMap<>();
    if (length > 0) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer chunk = CHUNKS.get();
        for (long at = 0; at < length; at += CHUNK) {
          chunk.clear();
          fill(channel, chunk, at);
          collect(chunk.flip(), at, blocks, before);
        }
      }
    }
    return new Content(length, blocks);
  }

  private static void fill(FileChannel channel, ByteBuffer chunk, long at) throws IOException {
    int read;
    do {
      read = channel.read(chunk, at + chunk.position());
    } while (read > 0);
  }

  private static void collect(ByteBuffer chunk, long at, Map<Long, byte[]> blocks, Content before) {
    for (int from = 0; from < chunk.limit(); from += BLOCK) {
      int length = Math.min(BLOCK, chunk.limit() - from);
      ByteBuffer block = chunk.slice(from, length);
      if (block.mismatch(ZEROS.slice(0, length)) >= 0) {
        byte[] old = before == null ? null : before.blocks.get(at + from);
        blocks.put(
            at + from, old != null && block.equals(ByteBuffer.wrap(old)) ? old : copy(block));
      }
    }
  }

  private static byte[] copy(ByteBuffer block) {
    byte[] bytes = new byte[block.remaining()];
    block.get(0, bytes);
    return bytes;
  }

  /** Writes the files into a directory, which is made. */
  void restore(Path dir) {
    try {
      Files.createDirectories(dir);
      for (Map.Entry<String, Content> file : files.entrySet()) {
        try (RandomAccessFile out =
            new RandomAccessFile(dir.resolve(file.getKey()).toFile(), "rw")) {
          out.setLength(file.getValue().length);
          for (Map.Entry<Long, byte[]> block : file.getValue().blocks.entrySet()) {
            out.seek(block.getKey());
            out.write(block.getValue());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many words of 8 bytes are not the same; -1 where files came, went or grew. */
  int wordsThatDiffer(Image other) {
    if (!files.keySet().equals(other.files.keySet())) {
      return -1;
    }
    int words = 0;
    for (Map.Entry<String, Content> file : files.entrySet()) {
      Content theirs = other.files.get(file.getKey());
      if (file.getValue().length != theirs.length) {
        return -1;
      }
      words += words(file.getValue().blocks, theirs.blocks);
    }
    return words;
  }

  private static int words(Map<Long, byte[]> ours, Map<Long, byte[]> theirs) {
    Set<Long> places = new HashSet<>(ours.keySet());
    places.addAll(theirs.keySet());
    int words = 0;
    for (long place : places) {
      byte[] a = ours.getOrDefault(place, NOTHING);
      byte[] b = theirs.getOrDefault(place, NOTHING);
      words += a == b ? 0 : words(a, b);
    }
    return words;
  }

  private static int words(byte[] ours, byte[] theirs) {
    ByteBuffer a = ByteBuffer.wrap(ours);
    ByteBuffer b = ByteBuffer.wrap(theirs);
    int words = 0;
    for (int at = 0; at + Long.BYTES <= Math.min(ours.length, theirs.length); at += Long.BYTES) {
      words += a.getLong(at) == b.getLong(at) ? 0 : 1;
    }
    return words;
  }
}
