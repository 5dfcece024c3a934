package dev.bursar.store.storm;

import dev.bursar.store.Account;
import dev.bursar.store.Clocked;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limits;
import dev.bursar.store.Shortfall;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.function.LongSupplier;

/**
 * A process of the storm. Each of its threads makes an account of its own and calls on it until the
 * process is killed.
 *
 * <p>Written in Java 8: the storm compiles it for the oldest Java that it runs on.
 */
public final class StormWriter implements Runnable {
  static final StoreOptions OPTIONS =
      StoreOptions.builder().accounts(12_000).holds(4_000).calls(128).reads(128).build();

  /** The most that a call can hold. */
  static final long MOST = 200;

  private static final long HOUR = 3_600_000;
  private static final int ODDS = 64;

  private final Ledger ledger;
  private final Account leaf;
  private final Account stopped;
  private final Meter meter;
  private final Shortfall shortfall = new Shortfall();
  private long random;

  private StormWriter(Ledger ledger, Account leaf, Account stopped, Meter meter, long seed) {
    this.ledger = ledger;
    this.leaf = leaf;
    this.stopped = stopped;
    this.meter = meter;
    this.random = seed;
  }

  /** The name of a thread's account. */
  static String leaf(int life, int thread) {
    return "writer-" + life + "-" + thread;
  }

  /** The name of a life's team: the first one's cap is for ever, the other one's for an hour. */
  static String team(int life) {
    return "team-" + life % 2;
  }

  /** A clock that jumps on by an hour when the number in a file is raised. */
  static LongSupplier clock(Path file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      final MappedByteBuffer hours =
          content.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      hours.order(ByteOrder.nativeOrder());
      return () -> System.currentTimeMillis() + hours.getLong(0) * HOUR;
    }
  }

  /** The store, the clock's file, the meters' file, the number of this life, of threads. */
  public static void main(String[] args) throws IOException {
    LongSupplier clock = clock(Paths.get(args[1]));
    int life = Integer.parseInt(args[3]);
    int threads = Integer.parseInt(args[4]);
    Meter[] meters = Meter.map(Paths.get(args[2]), threads);
    Store store = Clocked.open(Paths.get(args[0]), OPTIONS, clock);
    Ledger ledger = store.ledger();
    Account team = ledger.find(team(life));
    Account stopped = ledger.find("stopped");
    for (int i = 0; i < threads; i++) {
      Account leaf = ledger.account(leaf(life, i), team, Limits.unlimited());
      long seed = life * 31L + i;
      new Thread(new StormWriter(ledger, leaf, stopped, meters[i], seed)).start();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        if (random(ODDS) == 0) {
          tryStopped();
        } else {
          call();
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      meter.wrong();
      throw new IllegalStateException(e);
    }
  }

  private void tryStopped() {
    if (ledger.reserve(stopped, 0, 0, 0, 0, shortfall) != 0 || !shortfall.halted()) {
      meter.wrong();
    }
  }

  private void call() throws InterruptedException {
    long held = 1 + random(MOST);
    meter.reserving(held);
    long hold = ledger.reserve(leaf, held, 1, 1, 0, shortfall);
    if (hold == 0) {
      meter.refused();
      ledger.await(shortfall, 2);
      return;
    }
    if (random(ODDS) == 0) {
      check(ledger.release(hold));
      meter.ended(0, 0);
      return;
    }
    meter.phase(Meter.MARKING);
    check(ledger.sent(hold));
    meter.phase(Meter.SENT);
    long bill = random(ODDS) == 0 ? held : random(held + 1);
    meter.settling(bill);
    check(bill == held ? ledger.charge(hold) : ledger.settle(hold, bill, 1, 1));
    meter.ended(bill, 1);
  }

  private void check(boolean expected) {
    if (!expected) {
      meter.wrong();
    }
  }

  private long random(long bound) {
    random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    return (random >>> 33) % bound;
  }
}
