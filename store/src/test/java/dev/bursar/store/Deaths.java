package dev.bursar.store;

import dev.bursar.store.memory.Unsafe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import net.openhft.chronicle.map.ChronicleMap;

/** Ways for a process to leave things behind. */
final class Deaths {
  private static final Unsafe U = Unsafe.getUnsafe();

  private final Path dir;
  private final Header header;

  Deaths(Path dir, Header header) {
    this.dir = dir;
    this.header = header;
  }

  String lockWord(long value) {
    for (int i = 0; i < Header.STRIPES; i++) {
      header.publish(Header.stripe(i) + Header.LOCK, value);
    }
    return "done";
  }

  long token() {
    int slot = 0;
    while (header.pid(slot) != ThisProcess.PID) {
      slot++;
    }
    return header.incarnation(slot) << 16 | (slot + 1);
  }

  /** Dies with all locks, after a transaction became valid, before its first word is written. */
  String withJournal(Account root, long refused) {
    lockWord(token());
    long factor = Check.factor(AccountRecord.REFUSED / Long.BYTES);
    long check = U.getLong(root.address + AccountRecord.CENTRAL_CHECK) + refused * factor;
    long entry = header.address(Header.JOURNAL);
    U.putLong(entry, root.place + AccountRecord.REFUSED);
    U.putLong(entry + 8, refused);
    U.putLong(entry + 16, root.place + AccountRecord.CENTRAL_CHECK);
    U.putLong(entry + 24, check);
    header.publish(Header.PENDING, Journal.valid(2));
    Runtime.getRuntime().halt(9);
    return null;
  }

  /** Dies with the map's own lock, as its code would when it is killed in the middle. */
  String inMap() {
    lockWord(token());
    header.publish(Header.IN_MAP, 1);
    Table.Shape shape =
        Table.Shape.ofEntries(
            "names", AccountRecord.KEY_BYTES, Long.BYTES, header.capacity().accounts());
    String file = "names-" + header.get(Header.GENERATION) + ".map";
    try {
      ChronicleMap<byte[], byte[]> map =
          shape.builder().createPersistedTo(dir.resolve(file).toFile());
      map.queryContext(new byte[AccountRecord.KEY_BYTES]).writeLock().lock();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().halt(9);
    return null;
  }
}
