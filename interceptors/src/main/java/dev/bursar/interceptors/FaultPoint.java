package dev.bursar.interceptors;

/**
 * Where a test can make our own code fail, to see that the app does not notice. The system property
 * {@code bursar.inject-fault}, read once, names the point: a client's name, a dot, and {@code
 * enter} (its hook), {@code decide} (between the hold and the sending) or {@code tap} (its
 * response).
 */
public final class FaultPoint {
  private static final String INJECTED = System.getProperty("bursar.inject-fault");

  private FaultPoint() {}

  /**
   * Does nothing, unless a test asked for a fault here.
   *
   * @throws IllegalStateException the fault
   */
  public static void reach(String client, String point) {
    if (INJECTED != null && INJECTED.equals(client + '.' + point)) {
      throw new IllegalStateException("injected fault: " + INJECTED);
    }
  }
}
