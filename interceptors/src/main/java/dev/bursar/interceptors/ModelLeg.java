package dev.bursar.interceptors;

/**
 * What is known of one method of one class of models: whether its calls reach a hook below, another
 * model's or a transport's, which then holds what is sent.
 *
 * <p>Threading: safe from any thread.
 */
public final class ModelLeg {
  private static final int HELD = 0;
  private static final int BELOW = 1;
  private static final int MIXED = 2;

  private volatile int state;

  /**
   * Of a class that has not been called yet.
   *
   * @param delegates whether it is sure to be a hook below that sees its calls: they are not held
   *     before that has been seen to be wrong
   */
  public ModelLeg(boolean delegates) {
    state = delegates ? BELOW : HELD;
  }

  /** Whether its calls are held here first. */
  boolean holds() {
    return state != BELOW;
  }

  /** A call has reached a hook below. */
  void reached() {
    if (state == HELD) {
      state = BELOW;
    }
  }

  /** A call was answered, and reached no hook below. */
  void answeredByItself() {
    state = MIXED;
  }

  /** A call that was not held failed, and reached no hook below: it may never have left. */
  void failedByItself() {
    if (state == BELOW) {
      state = HELD;
    }
  }
}
