package dev.bursar.agent.reads;

import dev.bursar.agent.governor.Books;
import dev.bursar.agent.governor.FaultCounter;
import dev.bursar.agent.governor.Glob;
import dev.bursar.agent.governor.KeyedHash;
import dev.bursar.agent.governor.Policy;
import dev.bursar.agent.governor.ReadFollower;
import dev.bursar.agent.governor.StoreSource;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Request;
import java.io.File;
import java.io.IOException;
import java.util.List;

/**
 * Records every successful GET and HEAD to the configured hosts, before the app can see the data.
 *
 * <p>A read that cannot be recorded, because the store does not open or cannot be written, is
 * counted as a fault and passes: reads are never held up for long, and never refused. Thread-safe.
 */
public final class ReadRecorder implements ReadFollower {
  private final List<Glob> hosts;
  private final String agentHeader;
  private final String agentQuery;
  private final StoreSource store;
  private final FaultCounter faults;
  private final Object making = new Object();
  private volatile UriKeeper uris;

  /**
   * @param policy says which hosts, and what names the agent
   * @param store where the store comes from
   * @param faults counts what goes wrong on our side
   */
  public ReadRecorder(Policy policy, StoreSource store, FaultCounter faults) {
    this.hosts = policy.loggedHosts();
    this.agentHeader = policy.agentHeader();
    this.agentQuery = policy.agentQuery();
    this.store = store;
    this.faults = faults;
  }

  /**
   * Loads the store's key, or makes it. Best done in the background, once the store is open; else
   * the first read does it.
   *
   * @param storeDirectory the store's directory
   * @throws IOException where the key can be neither read nor made; the message names the file
   */
  public void prepare(File storeDirectory) throws IOException {
    synchronized (making) {
      if (uris == null) {
        uris = new UriKeeper(KeyedHash.of(storeDirectory), agentQuery);
      }
    }
  }

  @Override
  public boolean follows(String host) {
    for (int i = 0; i < hosts.size(); i++) {
      if (hosts.get(i).matches(host)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Exchange open(Request request) {
    return new ReadExchange(this, request);
  }

  /** The agent that a request itself names, or null. */
  String agent(Request request) {
    String named = agentHeader == null ? null : request.header(agentHeader);
    if (named != null && !named.trim().isEmpty()) {
      return named.trim();
    }
    return agentQuery == null ? null : parameter(request.url(), agentQuery);
  }

  private static String parameter(String url, String name) {
    int at = url.indexOf('?');
    while (at >= 0) {
      int from = at + 1;
      if (url.startsWith(name, from) && url.startsWith("=", from + name.length())) {
        int value = from + name.length() + 1;
        int end = value;
        while (end < url.length() && url.charAt(end) != '&' && url.charAt(end) != '#') {
          end++;
        }
        return end == value ? null : url.substring(value, end);
      }
      at = url.indexOf('&', from);
    }
    return null;
  }

  /** The books, if the store opens in time; else null. */
  Books books(long millis) throws InterruptedException {
    Books books = store.get(0);
    return books == null && millis > 0 ? store.get(millis) : books;
  }

  UriKeeper uris(Books books) throws IOException {
    UriKeeper keeper = uris;
    if (keeper == null) {
      prepare(books.store().directory());
      keeper = uris;
    }
    return keeper;
  }

  FaultCounter faults() {
    return faults;
  }
}
