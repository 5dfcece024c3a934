package dev.bursar.store.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of states of one length, each with a number in the order in which they came. */
final class States {
  private static final int PER_CHUNK = 1 << 16;

  private final List<byte[]> chunks = new ArrayList<>();
  private int[] table = new int[1 << 20];
  private int size;

  int size() {
    return size;
  }

  byte[] get(int number) {
    int at = number % PER_CHUNK * State.BYTES;
    return Arrays.copyOfRange(chunks.get(number / PER_CHUNK), at, at + State.BYTES);
  }

  /** The state's number; equal to the size before where it is new. */
  int add(byte[] state) {
    if (size * 2 > table.length) {
      grow();
    }
    int at = find(state);
    if (table[at] == 0) {
      store(state);
      table[at] = ++size;
    }
    return table[at] - 1;
  }

  private int find(byte[] state) {
    int at = hash(state, 0) & (table.length - 1);
    while (table[at] != 0 && !same(table[at] - 1, state)) {
      at = (at + 1) & (table.length - 1);
    }
    return at;
  }

  private boolean same(int number, byte[] state) {
    int at = number % PER_CHUNK * State.BYTES;
    byte[] chunk = chunks.get(number / PER_CHUNK);
    return Arrays.equals(chunk, at, at + State.BYTES, state, 0, State.BYTES);
  }

  private void store(byte[] state) {
    if (size % PER_CHUNK == 0) {
      chunks.add(new byte[PER_CHUNK * State.BYTES]);
    }
    byte[] chunk = chunks.get(size / PER_CHUNK);
    System.arraycopy(state, 0, chunk, size % PER_CHUNK * State.BYTES, State.BYTES);
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int i = 0; i < size; i++) {
      int at = hash(chunks.get(i / PER_CHUNK), i % PER_CHUNK * State.BYTES) & (table.length - 1);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = i + 1;
    }
  }

  private static int hash(byte[] from, int at) {
    int hash = 0;
    for (int i = at; i < at + State.BYTES; i++) {
      hash = hash * 31 + from[i];
    }
    hash *= 0x9E37_79B9;
    return hash ^ hash >>> 15;
  }
}
