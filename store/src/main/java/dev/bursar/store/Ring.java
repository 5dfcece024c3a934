package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest records of one kind, over all processes. A writer takes the next position by one
 * atomic addition, and the slot that it falls on; no process ever waits for another one. A slot
 * holds its position, the record and a checksum of both, so that a reader passes over what a
 * process that died left half written, and what two writers a whole round apart wrote at once.
 *
 * <p>Threading: any thread. A thread that has this ring's lock never waits for the store's.
 */
final class Ring {
  static final int SLOT = 512;
  static final int BODY_BYTES = 496;

  private static final Unsafe U = Unsafe.getUnsafe();
  private static final int BODY = 8;
  private static final int CHECKSUM = BODY + BODY_BYTES;
  private static final int PER_BLOCK = Region.BLOCK / SLOT;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final Header header;
  private final Locks locks;
  private final Regions regions;
  private final Journal journal;
  private final Region region;
  private final int counter;
  private final int capacity;
  private final long base;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  Ring(
      Header header,
      Locks locks,
      Regions regions,
      Journal journal,
      Region region,
      int counter,
      int capacity) {
    this.header = header;
    this.locks = locks;
    this.regions = regions;
    this.journal = journal;
    this.region = region;
    this.counter = counter;
    this.capacity = capacity;
    this.base = regions.address(region);
  }

  void append(byte[] body) {
    long position = header.next(counter);
    int slot = (int) (position % capacity);
    int block = slot / PER_BLOCK;
    if (!regions.has(region, block)) {
      grow(block);
    }
    write(position, slot, body);
  }

  private void write(long position, int slot, byte[] body) {
    lock.lock();
    try {
      checkOpen();
      long at = base + (long) slot * SLOT;
      U.putOrderedLong(null, at, 0);
      U.storeFence();
      U.copyMemory(body, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, at + BODY, BODY_BYTES);
      U.putLong(at + CHECKSUM, checksum(position, body));
      U.storeFence();
      U.putOrderedLong(null, at, position + 1);
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code n} records, oldest first. */
  List<byte[]> tail(int n) {
    failIfClosed();
    long end = header.getVolatile(counter);
    long start = Math.max(0, end - Math.min(Math.max(n, 0), capacity));
    List<byte[]> bodies = new ArrayList<>((int) (end - start));
    for (long position = start; position < end; position++) {
      byte[] body = read(position);
      if (body != null) {
        bodies.add(body);
      }
    }
    return bodies;
  }

  private byte[] read(long position) {
    int slot = (int) (position % capacity);
    if (!regions.has(region, slot / PER_BLOCK)) {
      return null;
    }
    byte[] body = new byte[BODY_BYTES];
    lock.lock();
    try {
      checkOpen();
      long at = base + (long) slot * SLOT;
      if (U.getLongVolatile(null, at) != position + 1) {
        return null;
      }
      U.copyMemory(null, at + BODY, body, Unsafe.ARRAY_BYTE_BASE_OFFSET, BODY_BYTES);
      return U.getLong(at + CHECKSUM) == checksum(position, body) ? body : null;
    } finally {
      lock.unlock();
    }
  }

  private void grow(int block) {
    locks.enterAll();
    try {
      journal.commit(regions.grow(region, block, journal, 0));
    } finally {
      locks.leaveAll();
    }
  }

  private void failIfClosed() {
    lock.lock();
    try {
      checkOpen();
    } finally {
      lock.unlock();
    }
  }

  private static long checksum(long position, byte[] body) {
    long sum = position;
    for (int i = 0; i < BODY_BYTES; i += Long.BYTES) {
      long word = U.getLong(body, (long) Unsafe.ARRAY_BYTE_BASE_OFFSET + i);
      sum = Long.rotateLeft(sum ^ word, 27) * MIX;
    }
    return sum;
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreException("the store is closed: open it again");
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
