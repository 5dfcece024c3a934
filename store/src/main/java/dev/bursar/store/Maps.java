package dev.bursar.store;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;

/**
 * The two maps of a store, in one generation of their files: names to numbers of accounts, and
 * pages.
 *
 * <p>Threading: callers hold the store's lock.
 */
final class Maps implements Journal.Places, Closeable {
  private final File dir;
  private final Header header;
  private final Durability durability;
  private final Table.Shape accountShape;
  private final Table.Shape pageShape;
  private final Map<Pages.Kind, Pages> pages = new EnumMap<>(Pages.Kind.class);
  private long generation;
  private Table accounts;
  private Table allPages;

  /**
   * Opens the generation that the header names.
   *
   * @throws StoreException when a file is missing, foreign or cut
   */
  Maps(File dir, Header header, Durability durability) {
    this.dir = dir;
    this.header = header;
    this.durability = durability;
    this.accountShape = accountShape(header.capacity());
    this.pageShape = pageShape(header.capacity());
    for (Pages.Kind kind : Pages.Kind.values()) {
      pages.put(kind, new Pages(kind, header.capacity().pages(kind), this));
    }
    openCurrent();
  }

  // Without the lock: deaths in the map may move the store on while it is being opened.
  private void openCurrent() {
    while (true) {
      long wanted = header.getVolatile(Header.GENERATION);
      try {
        open(wanted);
        return;
      } catch (StoreException e) {
        if (header.getVolatile(Header.GENERATION) == wanted) {
          throw e;
        }
      }
    }
  }

  private static Table.Shape accountShape(Capacity capacity) {
    return new Table.Shape("accounts", capacity.accounts(), AccountRecord.KEY_BYTES, Long.BYTES);
  }

  private static Table.Shape pageShape(Capacity capacity) {
    return new Table.Shape("pages", capacity.pages(), Pages.KEY_BYTES, Pages.BYTES);
  }

  /** Makes the first generation, and the header file that tells of it. */
  static void create(File dir, File headerFile, Capacity capacity) throws IOException {
    File accountFile = accountShape(capacity).file(dir, 1);
    File pageFile = pageShape(capacity).file(dir, 1);
    Table.create(accountFile, accountShape(capacity));
    Table.create(pageFile, pageShape(capacity));
    Header.write(headerFile, capacity, accountFile.length(), pageFile.length());
  }

  private void open(long wanted) {
    Table opened =
        Table.open(accountShape.file(dir, wanted), accountShape, header.accountsLength(), header);
    try {
      allPages = Table.open(pageShape.file(dir, wanted), pageShape, header.pagesLength(), header);
    } catch (StoreException e) {
      opened.close();
      throw e;
    }
    accounts = opened;
    generation = wanted;
  }

  long generation() {
    return generation;
  }

  /**
   * Makes the next generation out of one that a process left while it was in a map. The last one is
   * kept, the one before it is not.
   */
  void recover() {
    long last = header.get(Header.GENERATION);
    recover(accountShape, last);
    recover(pageShape, last);
    header.publish(Header.GENERATION, last + 1);
    header.publish(Header.IN_MAP, 0);
    delete(accountShape.file(dir, last - 1));
    delete(pageShape.file(dir, last - 1));
  }

  private void recover(Table.Shape shape, long last) {
    Table.recover(shape.file(dir, last), shape.file(dir, last + 1), shape, durability);
  }

  // A process that has not moved yet keeps what it has open.
  private static void delete(File file) {
    try {
      Files.deleteIfExists(file.toPath());
    } catch (IOException e) {
      // it is in nobody's way
    }
  }

  /** Goes on with the files that the header names. */
  void move() {
    Table oldAccounts = accounts;
    Table oldPages = allPages;
    open(header.get(Header.GENERATION));
    for (Pages each : pages.values()) {
      each.forget();
    }
    oldAccounts.close();
    oldPages.close();
  }

  Table accounts() {
    return accounts;
  }

  Table allPages() {
    return allPages;
  }

  Pages pages(Pages.Kind kind) {
    return pages.get(kind);
  }

  @Override
  public long page(Pages.Kind kind, int index) {
    return pages.get(kind).get(index);
  }

  @Override
  public void force() {
    accounts.force();
    allPages.force();
  }

  @Override
  public void close() {
    accounts.close();
    allPages.close();
  }
}
