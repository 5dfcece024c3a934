package dev.bursar.gate;

/**
 * Lives in the boot loader. Carries a refusal in a type of the app's own library out of a hook:
 * {@link Gate#rethrowRefusal} throws what it carries in its place.
 */
public final class AppRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param shown what the app is to see
   */
  public AppRefusal(Throwable shown) {
    super(null, shown, false, false);
  }
}
