package dev.bursar.agent.start;

import dev.bursar.agent.report.JvmReport;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections to one host that one class opened and no hook saw.
 *
 * <p>Threading: any thread.
 */
final class UnmeteredConnections {
  private final String host;
  private final String opener;
  private final long sinceMillis = System.currentTimeMillis();
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  UnmeteredConnections(String host, String opener) {
    this.host = host;
    this.opener = opener;
  }

  /** What tells it from others. */
  String kind() {
    return host + ' ' + opener;
  }

  /** One more. */
  void add(boolean wasRefused) {
    count.incrementAndGet();
    if (wasRefused) {
      refused.incrementAndGet();
    }
  }

  /** As they are reported. */
  JvmReport.Connections report() {
    String since = Instant.ofEpochMilli(sinceMillis).toString();
    return new JvmReport.Connections(host, opener, count.get(), refused.get(), since);
  }

  /** How many there were, refused ones too. */
  long count() {
    return count.get();
  }
}
