package dev.bursar.agent.start;

import dev.bursar.agent.config.AccountRule;
import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.provider.ProviderHosts;
import dev.bursar.agent.report.JvmReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Watches for connections to providers behind which no live hook stands: what goes over them is not
 * metered. They are counted by host and opener, and refused where the configuration is strict.
 *
 * <p>Threading: any thread; no lock, and for hosts that are no provider's no more than a look-up.
 */
final class Backstop {
  /** What it must know of this JVM, and whom it tells. */
  interface Surroundings {
    /** The name of the class that opens a connection here and now, which no hook sees; or null. */
    String unhookedOpener();

    /**
     * A connection was opened, or refused, that no hook stands behind.
     *
     * @param first whether none of its kind was before
     */
    void unmetered(boolean first);
  }

  /** How many kinds of connections are told apart; more only where each host is a new one. */
  private static final int KINDS = 100;

  /** What the configuration says. Immutable. */
  private static final class Rules {
    private static final Rules NONE = new Rules(Collections.<String>emptyList(), false, false);

    final List<String> hosts;
    final boolean watching;
    final boolean strict;

    private Rules(List<String> hosts, boolean watching, boolean strict) {
      this.hosts = hosts;
      this.watching = watching;
      this.strict = strict;
    }

    static Rules of(Configuration configuration) {
      List<String> hosts = new ArrayList<>();
      for (AccountRule rule : configuration.accounts()) {
        // By its name alone: a pattern may mean more than providers, databases of the same domain.
        if (rule.host() != null) {
          hosts.add(rule.host());
        }
      }
      return configuration.mode() == Mode.OFF
          ? NONE
          : new Rules(hosts, true, configuration.strict() && configuration.mode() == Mode.ENFORCE);
    }
  }

  private final Surroundings jvm;
  private final ConcurrentMap<String, UnmeteredConnections> kinds = new ConcurrentHashMap<>();
  private volatile Rules rules;

  Backstop(Configuration configuration, Surroundings jvm) {
    this.jvm = jvm;
    this.rules = Rules.of(configuration);
  }

  /** Another configuration is in force. What was counted stays. */
  void renew(Configuration configuration) {
    rules = Rules.of(configuration);
  }

  /**
   * A connection is about to be opened.
   *
   * @param host as the app named it, or an address where it named none; may be null
   * @return why it must not be opened, or null
   */
  String connect(String host) {
    Rules now = rules;
    if (host == null || !now.watching || !isProvider(host, now)) {
      return null;
    }
    String opener = jvm.unhookedOpener();
    if (opener == null) {
      return null;
    }
    count(host, opener, now.strict);
    return now.strict
        ? "Bursar refused this connection to "
            + host
            + " by "
            + opener
            + ": no hook meters what goes over it, and strict is true; to go on, use a client that"
            + " is metered, or set strict: false"
        : null;
  }

  private static boolean isProvider(String host, Rules now) {
    if (ProviderHosts.isKnown(host)) {
      return true;
    }
    for (int i = 0; i < now.hosts.size(); i++) {
      if (now.hosts.get(i).equalsIgnoreCase(host)) {
        return true;
      }
    }
    return false;
  }

  private void count(String host, String opener, boolean refused) {
    String kind = host + ' ' + opener;
    UnmeteredConnections known = kinds.get(kind);
    boolean first = known == null;
    if (first) {
      UnmeteredConnections found =
          kinds.size() < KINDS
              ? new UnmeteredConnections(host, opener)
              : new UnmeteredConnections("others", "others");
      UnmeteredConnections before = kinds.putIfAbsent(found.kind(), found);
      known = before == null ? found : before;
      first = before == null;
    }
    known.add(refused);
    jvm.unmetered(first);
  }

  /** The connections until now, one entry a kind. */
  List<JvmReport.Connections> report() {
    List<JvmReport.Connections> report = new ArrayList<>();
    for (UnmeteredConnections kind : kinds.values()) {
      report.add(kind.report());
    }
    return report;
  }

  /** How many connections there were until now. */
  long count() {
    long all = 0;
    for (UnmeteredConnections kind : kinds.values()) {
      all += kind.count();
    }
    return all;
  }
}
