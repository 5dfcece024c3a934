package dev.bursar.agent.provider;

import java.nio.charset.StandardCharsets;

/**
 * The member names that a {@link JsonScanner} tells apart, each by its place in the list.
 * Immutable, thread-safe.
 */
public final class JsonKeys {
  /** The number of a name that is not in the list, and of an array's elements. */
  public static final int OTHER = -1;

  private final byte[][] table;
  private final int[] numbers;
  private final int longest;

  /**
   * @param names ASCII names; the first has number 0
   */
  public JsonKeys(String... names) {
    int size = Integer.highestOneBit(names.length * 4 + 1);
    table = new byte[size][];
    numbers = new int[size];
    int max = 0;
    for (int i = 0; i < names.length; i++) {
      byte[] name = names[i].getBytes(StandardCharsets.US_ASCII);
      max = Math.max(max, name.length);
      int slot = hash(name, 0, name.length) & (size - 1);
      while (table[slot] != null) {
        slot = (slot + 1) & (size - 1);
      }
      table[slot] = name;
      numbers[slot] = i;
    }
    longest = max;
  }

  /** The number of the name that stands in {@code text}, or {@link #OTHER}. */
  int number(byte[] text, int from, int length) {
    if (length > longest) {
      return OTHER;
    }
    int slot = hash(text, from, length) & (table.length - 1);
    for (byte[] name = table[slot]; name != null; name = table[slot]) {
      if (same(name, text, from, length)) {
        return numbers[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return OTHER;
  }

  /** Of few bytes: it is asked for every name of a text, and names differ in these. */
  private static int hash(byte[] text, int from, int length) {
    if (length == 0) {
      return 0;
    }
    int h = (length * 31 + text[from]) * 31 + text[from + length - 1];
    return h ^ (h >>> 7);
  }

  private static boolean same(byte[] name, byte[] text, int from, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
