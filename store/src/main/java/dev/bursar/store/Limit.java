package dev.bursar.store;

/** What an account can be limited in. */
public enum Limit {
  /** Money, in nano-dollars. */
  USD("usd", 0),
  /** Input and output tokens together. */
  TOKENS("tokens", 1),
  /** Input tokens, cached ones included. */
  INPUT_TOKENS("input-tokens", 2),
  /** Output tokens, reasoning included. */
  OUTPUT_TOKENS("output-tokens", 3),
  /** Calls that were sent. */
  CALLS("calls", 4),
  /** Calls that repeat a failed one. */
  RETRIES("retries", 5),
  /** Milliseconds since the account's first call in the window. */
  TIME("time", 6),
  /** Open holds at one moment. */
  IN_FLIGHT("in-flight", 7),
  /** Executions of tools, which {@link ToolCalls} counts; no call needs any of it. */
  TOOL_CALLS("tool-calls", 8);

  private static final Limit[] ALL = values();

  /** Its place among the limits, in configuration and, of the first eight, in a record. */
  final int number;

  private final String key;

  Limit(String key, int number) {
    this.key = key;
    this.number = number;
  }

  /** The limit's name in configuration, logs and JSON. */
  public String key() {
    return key;
  }

  // values() copies its array on every call.
  static Limit at(int number) {
    return ALL[number];
  }

  static int count() {
    return ALL.length;
  }
}
