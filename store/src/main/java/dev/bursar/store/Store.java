package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One directory of memory-mapped files that all processes of a machine share: the ledger, the
 * history of calls and the read log. One per process and directory.
 *
 * <p>Threading: any thread. Opening takes a quarter to half a second of CPU the first time in a
 * JVM.
 */
public final class Store implements Closeable {
  private static final Set<File> OPEN = new HashSet<>();

  private final File dir;
  private final Liveness liveness;
  private final Header header;
  private final Processes processes;
  private final Regions regions;
  private final Names names;
  private final Journals journals;
  private final Log log;
  private final Snapshot snapshot;
  private final Forcing forcing; // null where the death of processes is all that counts
  private final Locks locks;
  private final Vigil vigil;
  private final Books books;
  private final Ledger ledger;
  private final ToolCalls toolCalls;
  private final Ring callRing;
  private final Ring readRing;
  private final CallLog calls;
  private final ReadLog reads;
  private boolean closed;

  private Store(File dir, Liveness liveness, StoreOptions options, LongSupplier clock) {
    this.dir = dir;
    this.liveness = liveness;
    this.header = Header.open(new File(dir, Header.NAME));
    this.processes = new Processes(header, liveness);
    this.regions = new Regions(dir, header);
    this.names = new Names(dir, header);
    Holds holds = new Holds(header, regions);
    this.snapshot = new Snapshot(header, regions, holds);
    this.log = new Log(dir, header, snapshot, options.logBytes());
    this.journals = new Journals(header, regions, log);
    this.locks = new Locks(header, processes, journals, this::recover, options.lockTimeoutMillis());
    this.vigil = new Vigil(dir, header, locks);
    this.books = new Books(header, processes, locks, journals, regions, holds, names, vigil, clock);
    this.forcing = options.durability() == Durability.POWER ? new Forcing(dir, header) : null;
    this.ledger = new Ledger(locks, books, forcing, clock);
    this.toolCalls = new ToolCalls(locks, books, forcing, clock);
    Capacity capacity = header.capacity();
    this.callRing = ring(Region.CALLS, Header.CALLS, capacity.calls());
    this.readRing = ring(Region.READS, Header.READS, capacity.reads());
    this.calls = new CallLog(callRing);
    this.reads = new ReadLog(header, readRing);
  }

  private Ring ring(Region region, int counter, int capacity) {
    return new Ring(header, locks, vigil, regions, journals.central, region, counter, capacity);
  }

  /**
   * Opens the store in a directory, or makes one.
   *
   * @param dir the directory; made for its owner alone where it is missing
   * @param options capacities count only where the store is made
   * @return the store
   * @throws StoreException when it cannot be used: its message names the file, what was found, what
   *     was expected, and the way out
   */
  public static Store open(File dir, StoreOptions options) {
    return open(dir, options, System::currentTimeMillis);
  }

  static Store open(File dir, StoreOptions options, LongSupplier clock) {
    return open(dir, options, clock, true);
  }

  private static Store open(File dir, StoreOptions options, LongSupplier clock, boolean join) {
    File canonical = directory(dir);
    synchronized (OPEN) {
      if (!OPEN.add(canonical)) {
        throw new StoreException(
            "store " + canonical + " is open in this JVM already: share that one");
      }
    }
    Liveness liveness = null;
    Store store = null;
    boolean opened = false;
    // The map library's files are closed when the thread that opens them is interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      liveness = new Liveness(new File(canonical, Liveness.NAME));
      makeOnce(canonical, liveness, options);
      store = new Store(canonical, liveness, options, clock);
      if (join) {
        store.join();
      }
      opened = true;
      return store;
    } catch (IOException e) {
      throw new StoreException(
          "cannot open store "
              + canonical
              + ": "
              + e.getMessage()
              + ": run as its owner, on a file system that can be written, or give another directory",
          e);
    } finally {
      if (!opened) {
        if (store != null) {
          store.closeFiles();
        }
        closeQuietly(liveness);
        forget(canonical);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Work on a store as it is, under all its locks, without taking part in it. */
  static <T> T unjoined(File dir, LongSupplier clock, Function<Store, T> work) {
    if (!new File(dir, Header.NAME).exists()) {
      throw new StoreException(dir + " has no " + Header.NAME + ": it is not a store");
    }
    Store store = open(dir, StoreOptions.defaults(), clock, false);
    boolean interrupted = Thread.interrupted();
    store.locks.enterAllAsIs();
    try {
      return work.apply(store);
    } finally {
      store.locks.close();
      store.closeFiles();
      store.locks.leaveAllAsIs();
      closeQuietly(store.liveness);
      forget(store.dir);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  VerifyReport examined() {
    return books.verify();
  }

  List<String> repaired(long now) {
    List<String> done = new ArrayList<>();
    if (books.verify().ok() && header.get(Header.IN_MAP) == 0) {
      return done;
    }
    done.add(
        "the files as they were are in " + Aside.copy(dir, header.get(Header.GENERATION), now));
    done.addAll(new Repair(header, journals, names, books.accounts, books.holds, now).run());
    if (log.isOn()) {
      log.start(); // with what there is now
    }
    return done;
  }

  private void join() {
    restoreIfFirst();
    locks.enterAll();
    try {
      Verification.failIfDamaged(header, books.accounts);
      if (forcing != null && !log.isOn()) {
        log.start();
        header.publish(Header.LOGGED, 1);
        header.force();
      }
    } finally {
      locks.leaveAll();
    }
    books.join();
  }

  // Nobody has the store open: the last may have lost power, and a log tells the truth.
  private void restoreIfFirst() {
    locks.enterAllAsIs();
    try {
      if (log.isOn() && !processes.hasOthers()) {
        snapshot.restore(log);
      }
      processes.join();
    } finally {
      locks.leaveAllAsIs();
    }
  }

  /**
   * Makes a store's directory, for its owner alone, where it is missing.
   *
   * @param dir the directory
   * @return the directory by its canonical name
   * @throws StoreException when it cannot be made, or is a file
   */
  public static File directory(File dir) {
    try {
      File canonical = dir.getCanonicalFile();
      Path path = canonical.toPath();
      if (!Files.exists(path)) {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.createDirectories(
              path,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
          Files.createDirectories(path);
        }
      }
      if (!canonical.isDirectory()) {
        throw new StoreException(
            "store " + canonical + " is a file, and a directory is expected: give another path");
      }
      return canonical;
    } catch (IOException e) {
      throw new StoreException("cannot make store directory " + dir + ": " + e, e);
    }
  }

  // The header comes last, by its new name: where it is, the store is whole.
  private static void makeOnce(File dir, Liveness liveness, StoreOptions options)
      throws IOException {
    File made = new File(dir, Header.NAME);
    if (made.exists()) {
      return;
    }
    File making = new File(dir, Header.NAME + ".new");
    liveness.lockMaking();
    try {
      if (made.exists()) {
        return;
      }
      File[] maps = dir.listFiles((parent, name) -> name.endsWith(".map"));
      boolean some = maps != null && maps.length > 0;
      if (some && !making.exists()) {
        throw new StoreException(
            made
                + " is missing, and "
                + maps[0].getName()
                + " is there: put the header back, or move the directory away and a new store is"
                + " made");
      }
      Files.write(making.toPath(), new byte[0]);
      for (int i = 0; some && i < maps.length; i++) {
        Files.delete(maps[i].toPath());
      }
      Capacity capacity = Capacity.of(options);
      long regions = Regions.create(dir, capacity);
      Header.write(making, capacity, Names.create(dir, 1, capacity), regions);
      Files.move(making.toPath(), made.toPath(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      liveness.unlockMaking();
    }
  }

  /** What a process that died, or an error in this one, left half done. Under the lock. */
  private void recover() {
    // The map library's files are closed when the thread that opens them is interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      recoverUninterrupted();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void recoverUninterrupted() {
    if (journals.central.isPending()) {
      journals.central.replay();
    }
    if (header.get(Header.IN_MAP) != 0) {
      names.rebuild(books.accounts);
    }
    if (header.get(Header.GENERATION) != names.generation()) {
      names.move();
      locks.moved(names.generation());
      vigil.moved(names.generation());
    }
  }

  /** The ledger. */
  public Ledger ledger() {
    return ledger;
  }

  /** Counts executions of tools. */
  public ToolCalls toolCalls() {
    return toolCalls;
  }

  Forcing forcing() {
    return forcing;
  }

  /** The history of calls. */
  public CallLog calls() {
    return calls;
  }

  /** The read log. */
  public ReadLog reads() {
    return reads;
  }

  /**
   * Makes room in the histories ahead of those who write to them, as much as their pace asks for:
   * else each 128th record waits for the file system. To be called about once a second by a thread
   * that nobody waits for; one at a time.
   *
   * @throws StoreException when the disk is full, or the store is closed or not to be used any more
   */
  public void makeRoom() {
    callRing.makeRoom();
    readRing.makeRoom();
  }

  /** The directory. */
  public File directory() {
    return dir;
  }

  /**
   * Gives the store back. Holds that are still open are resolved as if the process had died: what
   * was never sent is released, the rest charged. A second close does nothing.
   *
   * @throws StoreException when the lock is not to be had
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (isLost()) {
      // Other threads may be in its memory, and no lock tells: it stays where it is, and this JVM
      // cannot open what is there now.
      closed = true;
      locks.close();
      closeQuietly(liveness);
      return;
    }
    books.leave();
    locks.enterAll();
    try {
      closed = true;
      callRing.close();
      readRing.close();
      locks.close();
      closeFiles();
    } finally {
      locks.leaveAll();
      closeQuietly(liveness);
      forget(dir);
    }
  }

  private boolean isLost() {
    try {
      vigil.look();
      return false;
    } catch (StoreException e) {
      return true;
    }
  }

  private void closeFiles() {
    regions.close();
    names.close();
    log.close();
    closeQuietly(forcing);
  }

  private static void closeQuietly(Closeable file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // the system gives back its locks all the same
    }
  }

  private static void forget(File canonical) {
    synchronized (OPEN) {
      OPEN.remove(canonical);
    }
  }
}
