package dev.bursar.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what a HotSpot JVM writes of itself into {@code /tmp/hsperfdata_USER/PID}: its texts alone.
 * The layout, 2.0, is the same from Java 8 on.
 */
final class PerfData {
  private static final int MAGIC = 0xcafec0c0;
  private static final int BYTE_ORDER = 4;
  private static final int FIRST_ENTRY = 24;
  private static final int COUNT = 28;

  // Of an entry.
  private static final int NAME = 4;
  private static final int VECTOR_LENGTH = 8;
  private static final int TYPE = 12;
  private static final int DATA = 16;

  /** The most that is read: the file has 32 kB, unless the JVM was told otherwise. */
  private static final long MAX_BYTES = 1 << 20;

  private PerfData() {}

  /** The texts by their names; none where the file cannot be read or is something else. */
  static Map<String, String> read(File file) {
    try {
      return file.length() > MAX_BYTES
          ? new HashMap<>()
          : parse(ByteBuffer.wrap(Files.readAllBytes(file.toPath())));
    } catch (IOException | RuntimeException e) {
      return new HashMap<>();
    }
  }

  private static Map<String, String> parse(ByteBuffer data) {
    Map<String, String> texts = new HashMap<>();
    if (data.getInt(0) != MAGIC) {
      return texts;
    }
    data.order(data.get(BYTE_ORDER) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int at = data.getInt(FIRST_ENTRY);
    for (int left = data.getInt(COUNT); left > 0; left--) {
      if (data.get(at + TYPE) == 'B' && data.getInt(at + VECTOR_LENGTH) > 0) {
        texts.put(text(data, at + data.getInt(at + NAME)), text(data, at + data.getInt(at + DATA)));
      }
      at += data.getInt(at);
    }
    return texts;
  }

  private static String text(ByteBuffer data, int from) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int at = from; data.get(at) != 0; at++) {
      text.write(data.get(at));
    }
    return new String(text.toByteArray(), StandardCharsets.UTF_8);
  }
}
