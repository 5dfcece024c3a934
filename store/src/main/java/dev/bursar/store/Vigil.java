package dev.bursar.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Watches over the files of an open store. A mapped file that was deleted, moved or replaced can
 * still be read and written, but nobody else sees it: there would be two ledgers, and twice the
 * limit. From the moment that it is noticed no method of the store does anything, until the file is
 * back. A file that was cut has lost what it held: then nothing goes on in this process.
 *
 * <p>Threading: any thread, without a lock.
 */
final class Vigil {
  private static final String[] WATCHED = {Header.NAME, Liveness.NAME, Regions.NAME};

  private final File dir;
  private final Header header;
  private final Locks locks;
  private final Seen[] seen = new Seen[WATCHED.length];
  private volatile Seen names; // null until they are opened
  private volatile String lost;

  /**
   * Starts to watch files that were opened just now.
   *
   * @throws StoreException when one of them is gone already
   */
  Vigil(File dir, Header header, Locks locks) {
    this.dir = dir;
    this.header = header;
    this.locks = locks;
    for (int i = 0; i < WATCHED.length; i++) {
      seen[i] = see(WATCHED[i], 0);
    }
  }

  /** The names are those of another generation now. */
  void moved(long generation) {
    names = see(Names.file(dir, generation).getName(), generation);
  }

  private Seen see(String name, long generation) {
    File file = new File(dir, name);
    try {
      return new Seen(file, attributes(file), generation);
    } catch (IOException e) {
      throw new StoreException("cannot look at " + file + ": " + e, e);
    }
  }

  private static BasicFileAttributes attributes(File file) throws IOException {
    return Files.readAttributes(file.toPath(), BasicFileAttributes.class);
  }

  /**
   * Looks at all files: four questions to the system, a few microseconds.
   *
   * @throws StoreException when one is not what it was
   */
  void look() {
    if (lost == null) {
      String found = null;
      for (int i = 0; i < seen.length && found == null; i++) {
        found = seen[i].difference(this);
      }
      // Asked last: it is read from the header, which must not be cut. Others may have moved on.
      Seen of = names;
      if (found == null && of != null && of.generation == header.getVolatile(Header.GENERATION)) {
        found = of.difference(this);
      }
      locks.bar(lost == null ? found : lost, lost != null);
    }
    locks.failIfBarred();
  }

  /**
   * An access to the store's memory failed, as happens where a file was cut.
   *
   * @return what to throw
   */
  StoreException fault(InternalError error) {
    try {
      look();
    } catch (StoreException e) {
      e.addSuppressed(error);
      return e;
    }
    // The JVM tells of such errors late: it may have been the app's own mapped file.
    return new StoreException(
        "an access to the memory of store "
            + dir
            + " may have failed ("
            + error.getMessage()
            + "), and its files are whole: try again",
        error);
  }

  private String cut(Seen file, long length) {
    lost =
        file.file
            + " has "
            + length
            + " bytes, and had "
            + file.length
            + " when it was opened: it was cut, and what it held is gone; move the directory away"
            + " and start the app again, which makes a new store";
    return lost;
  }

  /** One file as it was when it was opened. Immutable. */
  private static final class Seen {
    private final File file;
    private final Path path;
    private final Object key; // null where the file system has none
    private final long length;
    private final long generation;

    Seen(File file, BasicFileAttributes attributes, long generation) {
      this.file = file;
      this.path = file.toPath();
      this.key = attributes.fileKey();
      this.length = attributes.size();
      this.generation = generation;
    }

    /** What is not as it was; null where all is. */
    String difference(Vigil vigil) {
      BasicFileAttributes now;
      try {
        now = Files.readAttributes(path, BasicFileAttributes.class);
      } catch (NoSuchFileException e) {
        return file + " is gone" + WAY_OUT;
      } catch (IOException e) {
        return file + " cannot be looked at any more (" + e + ")" + WAY_OUT;
      }
      if (!Objects.equals(key, now.fileKey())) {
        return file + " is another file than the one that was opened" + WAY_OUT;
      }
      return now.size() < length ? vigil.cut(this, now.size()) : null;
    }

    private static final String WAY_OUT =
        ", while this process has it open: put it back, or start the app again; until then no call"
            + " is metered, for what others spend could not be seen";
  }
}
