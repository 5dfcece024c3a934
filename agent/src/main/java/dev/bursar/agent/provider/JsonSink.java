package dev.bursar.agent.provider;

/** Hears what a {@link JsonScanner} comes across, in the order of the text. */
public interface JsonSink {
  /** An object or array opens; {@link JsonScanner#depth} already counts it. */
  void open(JsonScanner at, boolean array);

  /** An object or array closes; {@link JsonScanner#depth} still counts it. */
  void close(JsonScanner at);

  /**
   * A string, number or literal has ended.
   *
   * @param kind {@code '"'} a string, {@code '0'} a number, {@code 't'}, {@code 'f'} or {@code 'n'}
   *     a literal
   */
  void scalar(JsonScanner at, char kind);
}
