package dev.bursar.agent.provider;

import java.util.Locale;

/** Where a call goes. Immutable. */
public final class Target {
  private final String host;
  private final String path;
  private final String query;

  /**
   * @param host the host, or null where unknown
   * @param path the raw path without the query
   * @param url the absolute URL; of it only the query is used
   */
  public Target(String host, String path, String url) {
    this.host = host == null ? "" : host.toLowerCase(Locale.ROOT);
    this.path = path;
    int mark = url == null ? -1 : url.indexOf('?');
    this.query = mark < 0 ? "" : url.substring(mark + 1);
  }

  /** The host in lower case; empty where unknown. */
  public String host() {
    return host;
  }

  /** The raw path without the query. */
  public String path() {
    return path;
  }

  /** The raw query; empty where there is none. */
  public String query() {
    return query;
  }

  /** Whether the host is a domain or one below it. */
  public boolean under(String domain) {
    return host.endsWith(domain)
        && (host.length() == domain.length()
            || host.charAt(host.length() - domain.length() - 1) == '.');
  }
}
