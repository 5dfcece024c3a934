package dev.bursar.agent.cli;

/** One thing that {@code doctor} found. Immutable. */
final class Finding {
  private final String subject;
  private final String text;
  private final String wayOut;

  private Finding(String subject, String text, String wayOut) {
    this.subject = subject;
    this.text = text;
    this.wayOut = wayOut;
  }

  /** Something that is as it should be. */
  static Finding sound(String subject, String text) {
    return new Finding(subject, text, null);
  }

  /** Something that needs care, and what to do about it. */
  static Finding care(String subject, String text, String wayOut) {
    return new Finding(subject, text, wayOut);
  }

  /** What it is about: {@code store}, {@code prices}, {@code java}, {@code jvm 123}. */
  String subject() {
    return subject;
  }

  String text() {
    return text;
  }

  /** What to do, or null where nothing needs to be done. */
  String wayOut() {
    return wayOut;
  }

  boolean needsCare() {
    return wayOut != null;
  }
}
