package dev.bursar.store.storm;

import java.util.ArrayList;
import java.util.List;

/** What came of a {@link KillStorm}. */
final class StormReport {
  int kills;
  private int inFlight;
  private long calls;
  private long refusals;
  private long slowestWork;
  private long slowestGone;
  private final List<String> wrongs = new ArrayList<>();

  /** Nano-dollars by which a sum is not that of its parts. */
  long lost;

  /** The most nano-dollars that an account was over its cap. */
  long over;

  long cap;
  long used;

  void kill(Life victim) {
    kills++;
    inFlight += victim.inFlight() ? 1 : 0;
    last(victim);
  }

  /** What a process did that is not counted as killed. */
  void last(Life life) {
    calls += life.calls();
    refusals += life.refusals();
  }

  void worked(long nanos) {
    slowestWork = Math.max(slowestWork, nanos);
  }

  void gone(long nanos) {
    slowestGone = Math.max(slowestGone, nanos);
  }

  void judged(List<String> found) {
    wrongs.addAll(found);
  }

  void wrong(String what) {
    wrongs.add(what);
  }

  List<String> wrongs() {
    return wrongs;
  }

  int inFlight() {
    return inFlight;
  }

  long calls() {
    return calls;
  }

  long refusals() {
    return refusals;
  }

  long slowestWorkNanos() {
    return slowestWork;
  }

  long slowestGoneNanos() {
    return slowestGone;
  }

  boolean good() {
    return wrongs.isEmpty() && lost == 0 && over <= 0;
  }

  @Override
  public String toString() {
    return String.format(
        "%d kills (%d with a call in flight), %d calls, %d refusals, %d lost, %d over,"
            + " %.2f %% of the cap used, a survivor's next call after at most %.1f ms,"
            + " holds of the dead gone after at most %.1f ms%s",
        kills,
        inFlight,
        calls,
        refusals,
        lost,
        Math.max(0, over),
        100.0 * used / cap,
        slowestWork / 1e6,
        slowestGone / 1e6,
        wrongs.isEmpty() ? "" : ", WRONG: " + wrongs);
  }
}
