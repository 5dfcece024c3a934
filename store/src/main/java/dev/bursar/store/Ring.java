package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int PER_PAGE = Pages.BYTES / SLOT;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final Header header;
  private final StoreLock storeLock;
  private final Pages pages;
  private final int counter;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] addresses;
  private boolean closed;

  Ring(Header header, StoreLock storeLock, Pages pages, int counter, int capacity) {
    this.header = header;
    this.storeLock = storeLock;
    this.pages = pages;
    this.counter = counter;
    this.capacity = capacity;
    this.addresses = new long[pages(capacity)];
  }

  /** A capacity in whole pages. */
  static int rounded(int records) {
    return pages(records) * PER_PAGE;
  }

  /** How many pages a ring needs. */
  static int pages(int records) {
    return (records + PER_PAGE - 1) / PER_PAGE;
  }

  void append(byte[] body) {
    long position = header.next(counter);
    int slot = (int) (position % capacity);
    while (!write(position, slot, body)) {
      learn(slot / PER_PAGE, true);
    }
  }

  private boolean write(long position, int slot, byte[] body) {
    lock.lock();
    try {
      checkOpen();
      long page = addresses[slot / PER_PAGE];
      if (page == 0) {
        return false;
      }
      long at = page + (long) (slot % PER_PAGE) * SLOT;
      U.putOrderedLong(null, at, 0);
      U.storeFence();
      U.copyMemory(body, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, at + BODY, BODY_BYTES);
      U.putLong(at + CHECKSUM, checksum(position, body));
      U.storeFence();
      U.putOrderedLong(null, at, position + 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code n} records, oldest first. */
  List<byte[]> tail(int n) {
    known(0); // fails where the store is closed
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
    int page = slot / PER_PAGE;
    if (!known(page)) {
      learn(page, false);
    }
    byte[] body = new byte[BODY_BYTES];
    lock.lock();
    try {
      checkOpen();
      if (addresses[page] == 0) {
        return null;
      }
      long at = addresses[page] + (long) (slot % PER_PAGE) * SLOT;
      if (U.getLongVolatile(null, at) != position + 1) {
        return null;
      }
      U.copyMemory(null, at + BODY, body, Unsafe.ARRAY_BYTE_BASE_OFFSET, BODY_BYTES);
      return U.getLong(at + CHECKSUM) == checksum(position, body) ? body : null;
    } finally {
      lock.unlock();
    }
  }

  private boolean known(int page) {
    lock.lock();
    try {
      checkOpen();
      return addresses[page] != 0;
    } finally {
      lock.unlock();
    }
  }

  private void learn(int page, boolean make) {
    storeLock.lock();
    try {
      long address = make ? pages.make(page) : pages.find(page);
      lock.lock();
      try {
        addresses[page] = address;
      } finally {
        lock.unlock();
      }
    } finally {
      storeLock.unlock();
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

  /** The pages lie in another file now. Under the store's lock. */
  void moved() {
    lock.lock();
    try {
      Arrays.fill(addresses, 0);
    } finally {
      lock.unlock();
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
