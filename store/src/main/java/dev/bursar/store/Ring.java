package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
  private static final long PARK_NANOS = 5_000;
  private static final int CHECKSUM = BODY + BODY_BYTES;
  private static final int PER_BLOCK = Region.BLOCK / SLOT;
  private static final int PER_PAGE = 4_096 / SLOT;
  private static final int MOST_BLOCKS_AHEAD = 256;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private final Header header;
  private final Locks locks;
  private final Vigil vigil;
  private final Regions regions;
  private final Journal journal;
  private final Region region;
  private final int counter;
  private final int capacity;
  private final long base;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  // Of the one thread that makes room.
  private long seen;
  private long pace;
  private int touched;

  Ring(
      Header header,
      Locks locks,
      Vigil vigil,
      Regions regions,
      Journal journal,
      Region region,
      int counter,
      int capacity) {
    this.header = header;
    this.locks = locks;
    this.vigil = vigil;
    this.regions = regions;
    this.journal = journal;
    this.region = region;
    this.counter = counter;
    this.capacity = capacity;
    this.base = regions.address(region);
    this.seen = header.getVolatile(counter);
  }

  void append(byte[] body) {
    locks.failIfBarred();
    // Whatever the counter says, the slot is one of ours.
    long position = header.next(counter) & Long.MAX_VALUE;
    int slot = (int) (position % capacity);
    int block = slot / PER_BLOCK;
    try {
      if (!regions.has(region, block)) {
        grow(block);
      }
      write(position, slot, body);
    } catch (InternalError e) {
      throw vigil.fault(e);
    }
  }

  private void write(long position, int slot, byte[] body) {
    lock();
    try {
      checkOpen();
      long at = base + (long) slot * SLOT;
      U.putOrderedLong(null, at, 0);
      U.storeFence();
      // Word by word: where the file was cut, this is an error, and a copy the end of the JVM.
      for (int i = 0; i < BODY_BYTES; i += Long.BYTES) {
        U.putLong(at + BODY + i, U.getLong(body, (long) Unsafe.ARRAY_BYTE_BASE_OFFSET + i));
      }
      U.putLong(at + CHECKSUM, checksum(position, body));
      U.storeFence();
      U.putOrderedLong(null, at, position + 1);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the blocks that the next records need, twice as many as were needed since the last time,
   * and has them mapped: a writer that makes them itself waits for the file system, and all others
   * wait with it. Does nothing where nothing was written since. One thread at a time.
   */
  void makeRoom() {
    long position = header.getVolatile(counter);
    long used = position - seen;
    if (used == 0) {
      return;
    }
    locks.failIfBarred();
    seen = position;
    pace = Math.max(used, pace - pace / 8); // what comes in bursts needs as much the next time
    int next = (int) ((position & Long.MAX_VALUE) % capacity) / PER_BLOCK;
    int last = (capacity - 1) / PER_BLOCK;
    long ahead = 1 + Math.min(2 * pace / PER_BLOCK, MOST_BLOCKS_AHEAD);
    try {
      for (int block = next; block <= Math.min(next + ahead, last); block++) {
        if (!regions.has(region, block)) {
          grow(block);
        }
        touch(block);
      }
    } catch (InternalError e) {
      throw vigil.fault(e);
    }
  }

  /** The first to write to a page waits for the system to map it. */
  private void touch(int block) {
    if (block < touched) {
      return;
    }
    lock();
    try {
      checkOpen();
      int end = Math.min(capacity, (block + 1) * PER_BLOCK);
      for (int slot = block * PER_BLOCK; slot < end; slot += PER_PAGE) {
        long at = base + (long) slot * SLOT;
        // Read first: where the file was cut, this is an error, and the swap the end of the JVM.
        if (U.getLong(at) == 0) {
          U.compareAndSwapLong(null, at, 0, 0); // another process may be writing to it
        }
      }
      touched = block + 1;
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code n} records, oldest first. */
  List<byte[]> tail(int n) {
    locks.failIfBarred();
    failIfClosed();
    long end = header.getVolatile(counter) & Long.MAX_VALUE;
    long start = Math.max(0, end - Math.min(Math.max(n, 0), capacity));
    List<byte[]> bodies = new ArrayList<>((int) (end - start));
    try {
      for (long position = start; position < end; position++) {
        byte[] body = read(position);
        if (body != null) {
          bodies.add(body);
        }
      }
      return bodies;
    } catch (InternalError e) {
      throw vigil.fault(e);
    }
  }

  private byte[] read(long position) {
    int slot = (int) (position % capacity);
    if (!regions.has(region, slot / PER_BLOCK)) {
      return null;
    }
    byte[] body = new byte[BODY_BYTES];
    lock();
    try {
      checkOpen();
      long at = base + (long) slot * SLOT;
      if (U.getLongVolatile(null, at) != position + 1) {
        return null;
      }
      for (int i = 0; i < BODY_BYTES; i += Long.BYTES) {
        U.putLong(body, (long) Unsafe.ARRAY_BYTE_BASE_OFFSET + i, U.getLong(at + BODY + i));
      }
      return U.getLong(at + CHECKSUM) == checksum(position, body) ? body : null;
    } finally {
      lock.unlock();
    }
  }

  // Never waits for ever: an error that the JVM throws late can leave the lock taken.
  private void lock() {
    while (!lock.tryLock()) {
      locks.failIfBarred();
      LockSupport.parkNanos(PARK_NANOS);
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
    lock();
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
    lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
