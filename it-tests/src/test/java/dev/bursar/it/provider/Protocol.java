package dev.bursar.it.provider;

/** How the provider and its clients talk. */
public enum Protocol {
  /** HTTP/1.1. */
  HTTP_1("HTTP/1.1"),
  /** HTTP/1.1 over TLS; the server knows nothing else. */
  HTTPS_1("HTTP/1.1 over TLS"),
  /** HTTP/2 over TLS, agreed on by ALPN. */
  HTTPS_2("HTTP/2");

  private final String words;

  Protocol(String words) {
    this.words = words;
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
