package dev.bursar.agent.reads;

import dev.bursar.agent.governor.KeyedHash;
import java.util.Locale;

/**
 * Turns a URL into the name under which a read of it is recorded: the same for the same resource,
 * and without secrets. Scheme and host are lower case, a default port, user info and the fragment
 * are left out; each query value becomes a keyed hash, so that equal values stay equal and nobody
 * without the store's key can tell them. Thread-safe.
 */
final class UriKeeper {
  /** The longest name, in characters; of a longer one the end becomes a keyed hash. */
  static final int MAX_LENGTH = 240;

  private final KeyedHash hash;
  private final String plainParameter;

  /**
   * @param hash with the store's key
   * @param plainParameter the one query parameter whose value is kept as it is, or null
   */
  UriKeeper(KeyedHash hash, String plainParameter) {
    this.hash = hash;
    this.plainParameter = plainParameter;
  }

  /** The name of a URL. Never throws for what is no URL. */
  String name(String url) {
    int end = url.indexOf('#');
    end = end < 0 ? url.length() : end;
    int scheme = url.indexOf("://");
    int authority = scheme < 0 ? 0 : scheme + 3;
    int path = authority;
    while (path < end && url.charAt(path) != '/' && url.charAt(path) != '?') {
      path++;
    }
    int query = path;
    while (query < end && url.charAt(query) != '?') {
      query++;
    }
    StringBuilder name = new StringBuilder(Math.min(url.length() + 16, 1024));
    if (scheme >= 0) {
      name.append(url.substring(0, authority).toLowerCase(Locale.ROOT));
      name.append(host(url.substring(authority, path), url.startsWith("https", 0)));
    } else {
      name.append(url, 0, path);
    }
    name.append(path == query ? "/" : url.substring(path, query));
    if (query < end) {
      query(url.substring(query + 1, end), name);
    }
    return bounded(name);
  }

  private static String host(String authority, boolean https) {
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    String port = https ? ":443" : ":80";
    return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
  }

  private void query(String query, StringBuilder name) {
    char separator = '?';
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      // A parameter without a value may be one big secret.
      String parameter = equals < 0 ? "" : pair.substring(0, equals);
      String value = pair.substring(equals + 1);
      name.append(separator).append(parameter);
      if (equals >= 0) {
        name.append('=');
      }
      if (value.isEmpty() || (equals >= 0 && parameter.equals(plainParameter))) {
        name.append(value);
      } else {
        hash.append(value, name);
      }
      separator = '&';
    }
  }

  private String bounded(StringBuilder name) {
    if (name.length() <= MAX_LENGTH) {
      return name.toString();
    }
    StringBuilder cut = new StringBuilder(MAX_LENGTH);
    cut.append(name, 0, MAX_LENGTH - KeyedHash.LENGTH - 1).append('~');
    hash.append(name.toString(), cut);
    return cut.toString();
  }
}
