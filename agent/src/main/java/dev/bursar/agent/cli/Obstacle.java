package dev.bursar.agent.cli;

/** Why a JVM cannot be attached to. Immutable. */
final class Obstacle {
  private final String brief;
  private final String full;
  private final boolean passes;

  /**
   * @param brief in a few words, for a table
   * @param full what, why, and the way out
   */
  Obstacle(String brief, String full) {
    this(brief, full, false);
  }

  private Obstacle(String brief, String full, boolean passes) {
    this.brief = brief;
    this.full = full;
    this.passes = passes;
  }

  /** One that may be gone in a moment. */
  static Obstacle passing(String brief, String full) {
    return new Obstacle(brief, full, true);
  }

  /** Whether it may be gone in a moment. */
  boolean passes() {
    return passes;
  }

  String brief() {
    return brief;
  }

  @Override
  public String toString() {
    return full;
  }
}
