package dev.bursar.store.crash;

/** How much is to be tried. */
public final class Tests {
  private Tests() {}

  /** Whether everything is: {@code BURSAR_TESTS=full} in the environment. */
  public static boolean full() {
    return "full".equals(System.getenv("BURSAR_TESTS"));
  }
}
