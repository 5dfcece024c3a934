package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells a dead process from a slow one: each process holds the operating system's lock on its own
 * byte of a file, and the system gives it back when the process ends, whatever ended it. Byte 0
 * serialises the making of a store.
 *
 * <p>Only {@code tryLock} is used: {@code lock} closes the file when its thread is interrupted, and
 * on POSIX systems the closing of any descriptor gives back all locks that the process has on the
 * file. For the same reason the file is opened once in a process, and left open where another class
 * loader of this JVM has it.
 *
 * <p>Threading: any thread.
 */
final class Liveness implements Closeable {
  static final String NAME = "processes";

  private static final long MAKING_SECONDS = 60;
  private static final List<Object> LEFT_OPEN = Collections.synchronizedList(new ArrayList<>());

  private final File file;
  private final RandomAccessFile content;
  private final FileChannel channel;
  private final FileLock[] locks = new FileLock[Header.PROCESSES + 1];
  private boolean shared;

  Liveness(File file) throws IOException {
    this.file = file;
    this.content = new RandomAccessFile(file, "rw");
    this.channel = content.getChannel();
  }

  /** Waits until no other process makes the store. */
  void lockMaking() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAKING_SECONDS);
    while (!tryLock(0)) {
      if (System.nanoTime() - deadline > 0) {
        throw new StoreException(
            "another process has been making the store for "
                + MAKING_SECONDS
                + " s (it holds the lock on "
                + file
                + "): end it, or give another store directory");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  void unlockMaking() {
    unlock(0);
  }

  /** Takes a slot's lock; false when a process, this one too, has it. */
  boolean tryLockSlot(int slot) {
    return tryLock(slot + 1);
  }

  /** Whether no other process has a slot's lock. */
  synchronized boolean isFree(int slot) {
    if (locks[slot + 1] != null) {
      return true;
    }
    boolean free = tryLock(slot + 1);
    if (free) {
      unlock(slot + 1);
    }
    return free;
  }

  void unlockSlot(int slot) {
    unlock(slot + 1);
  }

  private synchronized boolean tryLock(int at) {
    if (locks[at] != null) {
      return false;
    }
    try {
      locks[at] = channel.tryLock(at, 1, false);
      return locks[at] != null;
    } catch (OverlappingFileLockException e) {
      shared = true;
      return false;
    } catch (IOException e) {
      throw new StoreException("cannot lock " + file + ": " + e.getMessage(), e);
    }
  }

  private synchronized void unlock(int at) {
    FileLock lock = locks[at];
    locks[at] = null;
    try {
      lock.release();
    } catch (IOException e) {
      throw new StoreException("cannot unlock " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether another class loader of this JVM has the same store open. */
  boolean sharedInThisJvm() {
    return shared;
  }

  @Override
  public void close() throws IOException {
    if (shared) {
      LEFT_OPEN.add(content);
    } else {
      content.close();
    }
  }
}
