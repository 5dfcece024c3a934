package dev.bursar.interceptors;

/** The HTTP status that a call of a model failed with. */
public final class FailureStatus {
  /** How many causes of a failure are looked at. */
  private static final int CAUSES = 8;

  private FailureStatus() {}

  /**
   * The status, by what any SDK's exception says; 0 where unknown. What the app's own exceptions
   * throw as they are asked passes.
   */
  public static int of(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < CAUSES; i++) {
      Long status = Getter.number(each, "statusCode");
      status = status == null ? ofSpring(each) : status;
      if (status != null && status >= 100 && status < 600) {
        return status.intValue();
      }
      each = each.getCause();
    }
    return 0;
  }

  private static Long ofSpring(Throwable failure) {
    return Getter.number(Getter.get(failure, "getStatusCode"), "value");
  }
}
