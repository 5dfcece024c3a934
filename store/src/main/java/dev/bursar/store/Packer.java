package dev.bursar.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a record into the bytes of one history slot, and reads it back in the same order. */
final class Packer {
  /** The bytes that a slot has for its record. */
  static final int BODY = Ring.BODY_BYTES;

  private static final int NULL = 0xFFFF;

  private final byte[] bytes;
  private final ByteBuffer words;
  private int at;

  Packer() {
    this(new byte[BODY]);
  }

  Packer(byte[] bytes) {
    this.bytes = bytes;
    this.words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] bytes() {
    return bytes;
  }

  void putByte(int value) {
    bytes[at++] = (byte) value;
  }

  int getByte() {
    return bytes[at++];
  }

  void putLong(long value) {
    words.putLong(at, value);
    at += Long.BYTES;
  }

  long getLong() {
    long value = words.getLong(at);
    at += Long.BYTES;
    return value;
  }

  /** At most {@code max} bytes of UTF-8, and no more than there is room for; null stays null. */
  void putText(String text, int max) {
    int room = Math.max(0, Math.min(max, bytes.length - at - 2));
    if (bytes.length - at < 2) {
      return;
    }
    if (text == null) {
      putShort(NULL);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, room);
    while (length < utf8.length && length > 0 && (utf8[length] & 0xC0) == 0x80) {
      length--; // not in the middle of a character
    }
    putShort(length);
    System.arraycopy(utf8, 0, bytes, at, length);
    at += length;
  }

  String getText() {
    if (bytes.length - at < 2) {
      return null;
    }
    int length = (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
    at += 2;
    if (length == NULL) {
      return null;
    }
    length = Math.min(length, bytes.length - at);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private void putShort(int value) {
    bytes[at++] = (byte) value;
    bytes[at++] = (byte) (value >>> 8);
  }
}
