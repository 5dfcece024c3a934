package dev.bursar.agent.governor;

import dev.bursar.gate.Exchange;
import dev.bursar.gate.Request;

/** Follows reads, so that they are recorded. Thread-safe. */
public interface ReadFollower {
  /**
   * Whether reads of a host are recorded. Allocates nothing.
   *
   * @param host null where unknown
   */
  boolean follows(String host);

  /** Starts to follow one read. */
  Exchange open(Request request);
}
