package dev.bursar.agent.governor;

import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import java.io.IOException;

/**
 * Who makes a call, in the history's words: {@code com.acme.Assistant#answer}, and behind it
 * {@code @} and a hash of the memory id where there is one. Ids may be secrets, and huge.
 * Immutable.
 */
final class Caller {
  /** The longest, in characters; of a longer one the beginning is left out. */
  static final int MAX_LENGTH = 120;

  /** So much of an id counts, and its length. */
  private static final int MAX_ID = 1 << 16;

  private final Run run;
  private final boolean remembers;
  private final long memory;

  private Caller(Run run, boolean remembers, long memory) {
    this.run = run;
    this.remembers = remembers;
    this.memory = memory;
  }

  /**
   * The one on this thread, or null where no run makes the call, or the app's own words for its
   * memory ids fail.
   */
  static Caller current(Books books, FaultCounter faults) {
    Run run = Runs.current();
    try {
      return run == null ? null : of(run, books);
    } catch (IOException | RuntimeException | Error e) {
      faults.fault(e);
      return null;
    }
  }

  /**
   * @param run the run that makes the call; not null
   */
  static Caller of(Run run, Books books) throws IOException {
    Object id = run.memoryId();
    return new Caller(run, id != null, id == null ? 0 : books.hash().number(text(id)));
  }

  /** In words: made as they are written down, since thousands of calls may be open at once. */
  String words() {
    String what =
        run.type() == null || run.method() == null
            ? run.account()
            : run.type() + '#' + run.method();
    StringBuilder who = new StringBuilder();
    int room = MAX_LENGTH - (remembers ? KeyedHash.LENGTH + 1 : 0);
    who.append(what, Math.max(0, what.length() - room), what.length());
    if (remembers) {
      KeyedHash.appendNumber(memory, who.append('@'));
    }
    return who.toString();
  }

  private static String text(Object id) {
    String text = id.toString();
    return text == null || text.length() <= MAX_ID
        ? String.valueOf(text)
        : text.substring(0, MAX_ID) + text.length();
  }
}
