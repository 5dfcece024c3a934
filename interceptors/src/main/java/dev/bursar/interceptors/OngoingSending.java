package dev.bursar.interceptors;

/**
 * The exchange that a thread is inside of, for clients whose sending happens in another class than
 * the one where the call is decided, and maybe in one of another loader.
 *
 * <p>Threading: each thread sees its own.
 */
public final class OngoingSending {
  private static final ThreadLocal<FollowedExchange> CURRENT = new ThreadLocal<>();

  private OngoingSending() {}

  /** What this thread sends belongs to this exchange; null where to none of ours. */
  public static FollowedExchange current() {
    return CURRENT.get();
  }

  /**
   * From now on, and until this is called again, what this thread sends belongs to an exchange.
   *
   * @param exchange null for none
   * @return the one until now, to be set again afterwards; null for none
   */
  public static FollowedExchange become(FollowedExchange exchange) {
    FollowedExchange before = CURRENT.get();
    if (exchange == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(exchange);
    }
    return before;
  }
}
