package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces the log to the disk, for many threads at once: one of them does it, the others wait for
 * one that began after they came.
 *
 * <p>Threading: any thread, without a lock of the store.
 */
final class Forcing implements Closeable {
  private final File dir;
  private final Header header;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition done = lock.newCondition();
  private boolean forcing;
  private long forced;
  private long forces;

  private volatile String failed; // a disk reports a write that it lost only once

  // Of the thread that forces.
  private RandomAccessFile content;
  private File open;

  Forcing(File dir, Header header) {
    this.dir = dir;
    this.header = header;
  }

  /**
   * Returns when all that happened before is on the disk.
   *
   * @throws StoreException when the disk says that it is not
   */
  void await() {
    long wanted = header.getVolatile(Header.LOG);
    lock.lock();
    try {
      while (forced < wanted) {
        if (failed != null) {
          throw new StoreException(failed);
        }
        if (forcing) {
          done.awaitUninterruptibly();
        } else {
          force();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void force() {
    forcing = true;
    long upTo = header.getVolatile(Header.LOG);
    boolean isForced = false;
    lock.unlock();
    try {
      sync(Log.fileOf(dir, upTo));
      isForced = true;
    } finally {
      lock.lock();
      forcing = false;
      if (isForced) {
        forced = Math.max(forced, upTo);
        forces++;
      }
      done.signalAll();
    }
  }

  private void sync(File file) {
    try {
      if (!file.equals(open)) {
        close();
        Log.name(dir, file);
        if (!file.exists()) {
          if (file.equals(Log.fileOf(dir, header.getVolatile(Header.LOG)))) {
            throw new IOException("it is gone");
          }
          return; // the next one has its name and all of this one, both on the disk
        }
        content = new RandomAccessFile(file, "rw");
        open = file;
      }
      // Not through a channel, which an interrupt of the thread would close.
      content.getFD().sync();
    } catch (IOException e) {
      failed =
          "cannot force "
              + file
              + " to the disk: "
              + e.getMessage()
              + "; what the disk lost it may not tell again: start the app again";
      throw new StoreException(failed, e);
    }
  }

  /** Up to where the log is known to be on the disk, as {@link Header#LOG} tells it. */
  long forced() {
    lock.lock();
    try {
      return forced;
    } finally {
      lock.unlock();
    }
  }

  /** How often this process forced it. */
  long forces() {
    lock.lock();
    try {
      return forces;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    if (content != null) {
      content.close();
      content = null;
      open = null;
    }
  }
}
