package dev.bursar.agent.demo;

import dev.bursar.agent.config.Money;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs an app that never stops by itself against a loopback provider: without Bursar for a moment,
 * then with it until it is refused, and compares the provider's meter with the ledger.
 */
public final class Demo {
  private static final String LIMIT = "1.00";
  private static final long CAP = Money.parse(LIMIT);
  private static final String ACCOUNT = "default";
  private static final long START_MILLIS = 30_000;
  private static final long WITHOUT_MILLIS = 2_000;
  private static final long WITH_MILLIS = 60_000;
  private static final long FIRST_MILLIS = 1_000;
  private static final long STEP_MILLIS = 100;
  private static final String OF_CAP = " of $" + LIMIT;
  private static final String REFUSED = "HTTP 402";
  private static final int REFUSAL_LINES = 3;
  private static final int LOG_LINES = 10;

  private final File jar;
  private final LedgerReader ledger;
  private final Screen screen;

  /**
   * @param jar Bursar's own jar
   * @param ledger reads what was spent
   * @param out where the demo is shown
   * @param terminal whether that is a terminal
   */
  public Demo(File jar, LedgerReader ledger, PrintStream out, boolean terminal) {
    this.jar = jar;
    this.ledger = ledger;
    this.screen = new Screen(out, terminal);
  }

  /**
   * Runs the demo.
   *
   * @return whether the proof holds
   */
  public boolean run() throws IOException, InterruptedException {
    try (Workplace workplace = new Workplace()) {
      // After an interrupt from the keyboard too; the app then ends by itself, with its provider.
      Thread cleaner = new Thread(() -> closeQuietly(workplace));
      Runtime.getRuntime().addShutdownHook(cleaner);
      try {
        String classPath = workplace.unpackApp();
        screen.line(
            "An agent with a bug: its reviewer never approves, so it asks again and again.");
        screen.line("The provider is a mock on 127.0.0.1 with a meter of its own: no money moves.");
        runWithout(workplace, classPath);
        return runWith(workplace, classPath);
      } finally {
        leaveToUs(cleaner);
      }
    }
  }

  private static void leaveToUs(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // It is at work already: the demo was interrupted.
    }
  }

  private void runWithout(Workplace workplace, String classPath)
      throws IOException, InterruptedException {
    screen.heading("Without Bursar", "   java ResearchTeam");
    try (Provider provider = new Provider()) {
      Meter meter = provider.meter();
      File log = workplace.file("without.log");
      App app = App.start(classPath, Collections.<String>emptyList(), provider.url(), log);
      try {
        long millis = watch(app, meter, WITHOUT_MILLIS, Long.MAX_VALUE, "");
        long hourly = meter.billed() / millis * TimeUnit.HOURS.toMillis(1);
        screen.line(
            state(millis, meter, "")
                + "   stopped by us; at this pace $"
                + String.format(Locale.ROOT, "%,d", hourly / 1_000_000_000L)
                + " an hour");
      } finally {
        app.stop();
      }
    }
  }

  private boolean runWith(Workplace workplace, String classPath)
      throws IOException, InterruptedException {
    screen.heading(
        "With Bursar", "      java -javaagent:bursar.jar=limits.usd=" + LIMIT + " ResearchTeam");
    String agent = "-javaagent:" + jar + "=store='" + workplace.store() + "',limits.usd=" + LIMIT;
    try (Provider provider = new Provider()) {
      Meter meter = provider.meter();
      File log = workplace.file("with.log");
      App app = App.start(classPath, Arrays.asList(agent), provider.url(), log);
      long millis;
      boolean ended;
      try {
        millis = watch(app, meter, WITH_MILLIS, 2 * CAP, OF_CAP);
        ended = app.endsWithin(0);
      } finally {
        app.stop();
      }
      List<String> printed = app.printed();
      int refusal = indexOfRefusal(printed);
      boolean refused = ended && refusal >= 0;
      String end = ended ? "   ended" : "   stopped by us";
      screen.line(state(millis, meter, OF_CAP) + (refused ? "   refused" : end));
      showLog(printed, refusal);
      if (!refused) {
        screen.line("FAILED: the app was not stopped by a refusal");
        return false;
      }
      long spent = ledger.spent(workplace.store(), ACCOUNT);
      Proof proof = new Proof(meter.billed(), spent, CAP);
      screen.heading("The proof", ", to the nano-dollar");
      for (String line : proof.lines()) {
        screen.line("  " + line);
      }
      return proof.holds();
    }
  }

  /**
   * Shows the meter after 1, 2, 4 ... s, until the app ends, time is over, or so much is billed
   * that plainly nothing holds the app.
   *
   * @return how long the app has made calls, in milliseconds
   */
  private long watch(App app, Meter meter, long most, long tooMuch, String of)
      throws InterruptedException {
    long began = System.nanoTime();
    long millis = 0;
    boolean calling = false;
    for (long next = FIRST_MILLIS; millis < (calling ? most : START_MILLIS); ) {
      if (app.endsWithin(STEP_MILLIS) || meter.billed() > tooMuch) {
        break;
      }
      if (!calling && meter.calls() > 0) {
        calling = true;
        began = System.nanoTime();
      }
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      screen.now(calling ? state(millis, meter, of) : "  starting");
      if (calling && millis >= next && millis < most) {
        screen.line(state(millis, meter, of));
        next *= 2;
      }
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private static String state(long millis, Meter meter, String of) {
    return String.format(
        Locale.ROOT,
        "  %2d.%d s  %4d calls   $%s%s",
        millis / 1_000,
        millis / 100 % 10,
        meter.calls(),
        dollars(meter.billed()),
        of);
  }

  /** Rounded down to cents, with thousands apart. */
  private static String dollars(long nanos) {
    return String.format(
        Locale.ROOT, "%,d.%02d", nanos / 1_000_000_000L, nanos / 10_000_000L % 100);
  }

  /** Where the app logged its refusal, or -1. */
  private static int indexOfRefusal(List<String> printed) {
    for (int i = 0; i < printed.size(); i++) {
      if (printed.get(i).contains(REFUSED)) {
        return i;
      }
    }
    return -1;
  }

  /** Shows the refusal as the app logged it; where there is none, how its log ends. */
  private void showLog(List<String> printed, int refusal) {
    screen.heading("What the app logged", "");
    int first = refusal >= 0 ? refusal : Math.max(0, printed.size() - LOG_LINES);
    int end = refusal >= 0 ? refusal + REFUSAL_LINES : printed.size();
    if (printed.isEmpty()) {
      screen.line("  nothing");
    }
    for (String line : printed.subList(first, Math.min(end, printed.size()))) {
      screen.wrapped(line.startsWith("\t") ? "      " : "  ", line.trim());
    }
  }

  private static void closeQuietly(Workplace workplace) {
    try {
      workplace.close();
    } catch (IOException e) {
      System.err.println("bursar: a temporary directory is left over: " + e.getMessage());
    }
  }
}
