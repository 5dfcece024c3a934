package dev.bursar.programs;

/** An app that makes no call and prints nothing. */
public final class IdleProgram {
  private IdleProgram() {}

  /** Does a little work. */
  public static void main(String[] args) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append(i);
    }
    if (text.length() == 0) {
      throw new IllegalStateException();
    }
  }
}
