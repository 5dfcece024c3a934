package dev.bursar.agent.cli;

/** Words that may be missing. */
final class Text {
  private Text() {}

  static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
