package dev.bursar.store.storm;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Clocked;
import dev.bursar.store.Ledger;
import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import dev.bursar.store.Per;
import dev.bursar.store.Store;
import dev.bursar.store.VerifyReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Processes on several Javas reserve, send and settle on a tree of accounts with caps, and are
 * killed at random moments and replaced. What each has spent is judged by its own {@link Meter}.
 *
 * <p>Each process has accounts of its own, so that each death in flight is judged alone; their
 * teams and the root, which all of them share, must be the sums.
 */
public final class KillStorm {
  private static final int WRITERS = 3;
  private static final long FIRST_CAP = 1_000_000;
  private static final long TEAM_CAP = 5_000_000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final long POLL = TimeUnit.MICROSECONDS.toNanos(200);

  private final Path work;
  private final Path directory;
  private final String classPath;
  private final List<Map.Entry<Integer, Path>> javas;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Life> living = new ArrayList<>();
  private final MappedByteBuffer hours;
  private final Store store;
  private final Ledger ledger;
  private final Account root;
  private final Account[] teams = new Account[2];
  private final Account stopped;
  private final StormReport report = new StormReport();
  private int lives;

  private KillStorm(Path work) throws IOException {
    this.work = work;
    this.directory = work.resolve("store");
    this.classPath = WriterClasses.classPath(work);
    this.javas = List.copyOf(Javas.here().entrySet());
    Path clock = work.resolve("hours");
    try (RandomAccessFile content = new RandomAccessFile(clock.toFile(), "rw")) {
      hours = content.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
      hours.order(ByteOrder.nativeOrder());
    }
    store = Clocked.open(directory, StormWriter.OPTIONS, StormWriter.clock(clock));
    ledger = store.ledger();
    root = ledger.account("root", null, usd(FIRST_CAP, Per.FOREVER));
    teams[0] = ledger.account(StormWriter.team(0), root, Limits.unlimited());
    teams[1] = ledger.account(StormWriter.team(1), root, usd(TEAM_CAP, Per.HOUR));
    stopped = ledger.account("stopped", root, Limits.unlimited());
    ledger.halt(stopped, "by the operator");
    report.cap = FIRST_CAP;
  }

  private static Limits usd(long value, Per per) {
    return Limits.builder().limit(Limit.USD, value).per(per).build();
  }

  /**
   * Runs a storm.
   *
   * @param work an empty directory
   * @param kills how many processes to kill
   * @param progress whether to say on stdout how far it is
   * @return what came of it
   */
  static StormReport run(Path work, int kills, boolean progress)
      throws IOException, InterruptedException {
    KillStorm storm = new KillStorm(work);
    try {
      for (int i = 0; i < WRITERS; i++) {
        storm.start();
      }
      for (int i = 1; i <= kills; i++) {
        storm.killOne();
        if (progress && i % 50 == 0) {
          System.out.println(storm.report);
        }
      }
      storm.finish();
      return storm.report;
    } finally {
      for (Life life : storm.living) {
        life.kill();
      }
      storm.store.close();
    }
  }

  private void start() throws IOException {
    Map.Entry<Integer, Path> java = javas.get(lives % javas.size());
    living.add(new Life(lives++, java.getKey(), java.getValue(), classPath, work, directory));
  }

  /** At a random moment of its life: while it starts, in its first calls, or later. */
  private void killOne() throws IOException, InterruptedException {
    Life victim = living.remove(random.nextInt(living.size()));
    long calls = random.nextInt(4) == 0 ? 0 : random.nextInt(20_000);
    long nanos = TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(400));
    long start = System.nanoTime();
    while (victim.calls() < calls || (calls == 0 && System.nanoTime() - start < nanos)) {
      if (System.nanoTime() - start > PATIENCE || !victim.alive()) {
        report.wrong(victim + " does not get on");
        break;
      }
      topUp();
      LockSupport.parkNanos(POLL);
    }
    long[] before = living.stream().mapToLong(Life::progress).toArray();
    victim.kill();
    long killed = System.nanoTime();
    report.kill(victim);
    boolean others = living.stream().anyMatch(life -> life.progress() > 0);
    if (others) {
      report.worked(await(() -> anyOn(before), victim + ": no survivor gets on") - killed);
    }
    start();
    report.gone(await(() -> gone(victim), victim + ": its holds stay") - killed);
    report.judged(victim.judge(ledger));
    look();
  }

  private boolean anyOn(long[] before) {
    topUp();
    for (int i = 0; i < before.length; i++) {
      if (living.get(i).progress() > before[i]) {
        return true;
      }
    }
    return false;
  }

  // Looking must not resolve anything itself: that is for the survivors.
  private boolean gone(Life victim) {
    topUp();
    return victim.holdsNothing(ledger);
  }

  private long await(BooleanSupplier condition, String otherwise) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE) {
        report.wrong(otherwise);
        break;
      }
      LockSupport.parkNanos(POLL);
    }
    return System.nanoTime();
  }

  /** Keeps the caps near: some room now and then, so that there are calls and refusals. */
  private void topUp() {
    AccountView view = ledger.view(root);
    if (view.spent().usdNanos() > report.cap - 1_000 && random.nextInt(8) == 0) {
      long more = 10_000L + random.nextInt(1_000_000);
      ledger.grant(root, more);
      report.cap += more;
    }
    long ofWindow = ledger.view(teams[1]).spent().usdNanos();
    if (ofWindow > TEAM_CAP - 1_000 && random.nextInt(8) == 0) {
      hours.putLong(0, hours.getLong(0) + 1);
    }
  }

  /** Nothing is ever over a cap, and what is halted stays halted. */
  private void look() {
    AccountView view = ledger.view(root);
    long used = view.spent().usdNanos() + view.held().usdNanos();
    report.over = Math.max(report.over, used - report.cap);
    AccountView team = ledger.view(teams[1]);
    long ofWindow = team.spent().usdNanos() + team.held().usdNanos();
    report.over = Math.max(report.over, ofWindow - TEAM_CAP);
    if (!ledger.view(stopped).halted()) {
      report.wrong("the halt is gone");
    }
  }

  private void finish() throws InterruptedException {
    long start = System.nanoTime();
    while (left() > StormWriter.MOST && System.nanoTime() - start < PATIENCE) {
      LockSupport.parkNanos(POLL);
    }
    for (Life life : living) {
      life.kill();
    }
    VerifyReport verified = ledger.verify();
    verified.problems().forEach(report::wrong);
    for (Life life : living) {
      report.last(life);
      report.judged(life.judge(ledger));
    }
    look();
    sums();
    report.used = ledger.view(root).spent().usdNanos();
  }

  private long left() {
    return report.cap - ledger.view(root).spent().usdNanos();
  }

  /** All that is above the writers' accounts is their sum, and nothing is held. */
  private void sums() {
    long[] usd = new long[2];
    long[] calls = new long[2];
    for (AccountView view : ledger.accounts()) {
      if (view.name().startsWith("writer-")) {
        int team = StormWriter.team(0).equals(view.parent()) ? 0 : 1;
        usd[team] += view.spent().usdNanos();
        calls[team] += view.spent().calls();
      }
      if ((view.held().calls() | view.held().usdNanos()) != 0) {
        report.wrong("still held: " + view);
      }
    }
    same(ledger.view(teams[0]), usd[0], calls[0]);
    same(ledger.view(root), usd[0] + usd[1], calls[0] + calls[1]);
  }

  private void same(AccountView view, long usd, long calls) {
    report.lost += Math.abs(view.spent().usdNanos() - usd);
    if (view.spent().calls() != calls) {
      report.wrong(view + " is not the sum of its children's " + calls + " calls");
    }
  }

  /** How many kills, or 1,000. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    StormReport report = run(Files.createTempDirectory("storm"), kills, true);
    System.out.println(report);
    if (!report.good()) {
      System.exit(1);
    }
  }
}
