package dev.bursar.it.provider;

/** How the provider and its clients talk. */
public enum Protocol {
  /** HTTP/1.1. */
  HTTP_1("http", "HTTP/1.1"),
  /** HTTP/1.1 over TLS; the server knows nothing else. */
  HTTPS_1("https", "HTTP/1.1 over TLS"),
  /** HTTP/2 over TLS, agreed on by ALPN. */
  HTTPS_2("https", "HTTP/2");

  private final String scheme;
  private final String words;

  Protocol(String scheme, String words) {
    this.scheme = scheme;
    this.words = words;
  }

  /** The scheme of its URLs. */
  public String scheme() {
    return scheme;
  }

  /** Whether it is encrypted. */
  public boolean encrypted() {
    return this != HTTP_1;
  }

  @Override
  public String toString() {
    return words;
  }
}
