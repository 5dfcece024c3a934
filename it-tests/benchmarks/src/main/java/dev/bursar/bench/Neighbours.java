package dev.bursar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;

/**
 * Who else works on this machine. What runs meanwhile is in the figures, most of all in those of
 * two threads on two cores: an arm starts when nobody does, or after a while. Knows Linux only.
 */
final class Neighbours {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int NICE = 1;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int LOOK_MILLIS = 500;
  // Hundredths of a second of CPU time that all others may take while one looks.
  private static final long FEW_TICKS = 5;

  private Neighbours() {}

  /**
   * Waits until nobody else works.
   *
   * @param seconds how long at most
   * @return whether somebody still does
   */
  static boolean areBusyAfter(int seconds) throws IOException, InterruptedException {
    if (!Files.isReadable(STAT)) {
      return false;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    do {
      long before = busyTicks();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      if (busyTicks() - before <= FEW_TICKS) {
        return false;
      }
    } while (System.nanoTime() < deadline);
    return true;
  }

  /**
   * The first line: "cpu", then user, nice, system, idle, iowait, irq, softirq, steal. Who is nice
   * gives way.
   */
  private static long busyTicks() throws IOException {
    StringTokenizer words = new StringTokenizer(Files.readAllLines(STAT).get(0));
    words.nextToken();
    long busy = 0;
    for (int i = 0; i < 8 && words.hasMoreTokens(); i++) {
      long ticks = Long.parseLong(words.nextToken());
      busy += i == NICE || i == IDLE || i == IO_WAIT ? 0 : ticks;
    }
    return busy;
  }
}
