package dev.bursar.bench;

import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The scores as Markdown: what, measured, ratio, goal. */
final class Table {
  private static final double MOST_OF_BUCKET = 1;
  private static final double LEAST_OF_REDIS = 300;
  private static final double LEAST_OF_TWO = 1.5;
  // What the JVM allocates for itself meanwhile, shared out over the operations.
  private static final double NO_BYTES = 0.1;

  private final Map<Arm, Score> scores;
  private final Effort effort;
  private final int busy;
  private final StringBuilder text = new StringBuilder();

  /**
   * A table.
   *
   * @param scores of all arms that could be measured
   * @param effort how long they were
   * @param busy how many of the runs started while others worked on the machine
   */
  Table(Map<Arm, Score> scores, Effort effort, int busy) {
    this.scores = scores;
    this.effort = effort;
    this.busy = busy;
  }

  String markdown() throws IOException {
    text.setLength(0);
    text.append("| what | measured | ratio | goal |\n|---|---|---|---|\n");
    row("**reserve + settle**, 3 accounts, all 8 limits on each", Arm.PAIR, "", "");
    double bucket = nanos(Arm.PAIR) / nanos(Arm.BUCKET);
    row(
        "Bucket4j "
            + Bucket.class.getPackage().getImplementationVersion()
            + " in memory, 3 limits, consume + refund",
        Arm.BUCKET,
        format("the ledger takes %.2f of it", bucket),
        goal("≤ 1", bucket <= MOST_OF_BUCKET));
    row(
        "the same on 3 buckets, one for each account",
        Arm.BUCKETS,
        format("the ledger takes %.2f of it", nanos(Arm.PAIR) / nanos(Arm.BUCKETS)),
        "shown");
    row(
        "on one bucket, synchronized instead of lock-free",
        Arm.BUCKET_SYNCHRONIZED,
        format("the ledger takes %.2f of it", nanos(Arm.PAIR) / nanos(Arm.BUCKET_SYNCHRONIZED)),
        "shown");
    redis();
    two("2 threads, one account", Arm.PAIR_2_ACCOUNT, Arm.PAIR, true);
    two("2 threads, two accounts of one parent", Arm.PAIR_2_PARENT, Arm.PAIR, true);
    two("2 threads, a tree of accounts each", Arm.PAIR_2_STORE, Arm.PAIR, true);
    two("Bucket4j, 2 threads, one bucket", Arm.BUCKET_2, Arm.BUCKET, false);
    row("reserve + sent + settle", Arm.SENT, timesThePair(Arm.SENT), "shown");
    two("reserve + sent + settle, 2 threads, one account", Arm.SENT_2, Arm.SENT, true);
    row(
        "a refusal, by the last of the 3 accounts",
        Arm.REFUSAL,
        timesThePair(Arm.REFUSAL),
        goal("< 1", nanos(Arm.REFUSAL) < nanos(Arm.PAIR)));
    allocated();
    row(
        "the floor: compare-and-set 0 → 1 → 0 on a mapped page",
        Arm.FLOOR,
        timesThePair(Arm.FLOOR),
        "shown");
    two("the floor, 2 threads, one word", Arm.FLOOR_2, Arm.FLOOR, false);
    row("`System.currentTimeMillis()`", Arm.CLOCK, timesThePair(Arm.CLOCK), "shown");
    return text.append('\n').append(caption()).toString();
  }

  private void redis() throws IOException {
    if (!scores.containsKey(Arm.REDIS)) {
      line("Redis on the loopback", RedisServer.MISSING, "", "≥ 300");
      return;
    }
    double ratio = nanos(Arm.REDIS) / nanos(Arm.PAIR);
    row(
        "Redis "
            + RedisServer.version()
            + " on the loopback, nothing on disk, the same pair as 2 Lua scripts",
        Arm.REDIS,
        format("the ledger is %.0f times faster", ratio),
        goal("≥ 300", ratio >= LEAST_OF_REDIS));
  }

  private void two(String what, Arm two, Arm one, boolean judged) {
    double ratio = two.threads * nanos(one) / nanos(two);
    row(
        what,
        two,
        format("%.2f times one thread's total", ratio),
        judged ? goal("≥ 1.5", ratio >= LEAST_OF_TWO) : "shown");
  }

  private void allocated() {
    double pair = scores.get(Arm.PAIR).bytes();
    double sent = scores.get(Arm.SENT).bytes();
    double refusal = scores.get(Arm.REFUSAL).bytes();
    line(
        "allocated by reserve + settle, with sent, by a refusal",
        format("%.2f, %.2f, %.2f B", pair, sent, refusal),
        format("Bucket4j's pair: %.0f B", scores.get(Arm.BUCKET).bytes()),
        goal("0", Math.max(pair, Math.max(sent, refusal)) < NO_BYTES));
  }

  private String timesThePair(Arm arm) {
    return format("%.2f of reserve + settle", nanos(arm) / nanos(Arm.PAIR));
  }

  private void row(String what, Arm arm, String ratio, String goal) {
    Score score = scores.get(arm);
    boolean micros = score.nanos() >= 10_000;
    double unit = micros ? 1_000 : 1;
    String each = arm.threads > 1 ? " a thread" : "";
    line(
        what,
        format("%.1f ± %.1f ", score.nanos() / unit, score.error() / unit)
            + (micros ? "µs" : "ns")
            + each,
        ratio,
        goal);
  }

  private void line(String what, String measured, String ratio, String goal) {
    text.append("| ").append(what);
    text.append(" | ").append(measured);
    text.append(" | ").append(ratio);
    text.append(" | ").append(goal).append(" |\n");
  }

  private static String goal(String goal, boolean reached) {
    return reached ? goal : goal + ", **missed**";
  }

  private double nanos(Arm arm) {
    return scores.get(arm).nanos();
  }

  private String caption() throws IOException {
    int each = effort.rounds() * Math.max(1, effort.forks());
    return format(
        "%s. JMH: median of %d iterations in %d JVMs, ± its 99.9 %% error; the arms took turns%s.\n",
        machine(),
        scores.get(Arm.PAIR).iterations(),
        each,
        busy == 0 ? "" : format(", %d of %d began on a busy machine", busy, scores.size() * each));
  }

  /** What it was measured on. */
  static String machine() throws IOException {
    return format(
        "Java %s, %d cores%s", System.getProperty("java.version"), Cores.count(), processor());
  }

  private static String processor() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return "";
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .map(line -> " (" + line.replaceFirst(".*:", "").trim() + ")")
        .orElse("");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
