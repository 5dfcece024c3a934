package dev.bursar.it.harness;

import java.util.List;

/**
 * What a JVM that ran to its end left behind.
 *
 * @param exit its exit code
 * @param out the lines of its stdout
 * @param err the lines of its stderr
 */
public record Outcome(int exit, List<String> out, List<String> err) {
  /** The lines of stdout as one text. */
  public String text() {
    return String.join("\n", out);
  }
}
