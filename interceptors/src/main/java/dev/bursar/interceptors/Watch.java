package dev.bursar.interceptors;

/**
 * Watches one subscription of a {@link WatchedPublisher}. What it throws is a fault of ours, and is
 * counted.
 *
 * <p>Threading: as the subscription's signals come; {@link #cancelled} from any thread at any time.
 */
public abstract class Watch {
  private final RuntimeException refusal;

  /**
   * @param refusal what the subscriber is told in place of all else, or null for none
   */
  protected Watch(RuntimeException refusal) {
    this.refusal = refusal;
  }

  /** What the subscriber is told in place of all else, or null for none. */
  public final RuntimeException refusal() {
    return refusal;
  }

  /** The thread that subscribed goes on to other work. */
  public void left() {}

  /**
   * This thread is about to ask the source for more, or to cancel it.
   *
   * @return what is to be given to {@link dev.bursar.gate.Runs#leave}; may be null
   */
  public Object[] upstream() {
    return null;
  }

  /**
   * This thread is about to tell the subscriber something.
   *
   * @return what is to be given to {@link dev.bursar.gate.Runs#leave}; may be null
   */
  public Object[] downstream() {
    return null;
  }

  /** A part has come. */
  public void next(Object part) {}

  /** All parts have come. */
  public void completed() {}

  /** The source has failed. */
  public void failed(Throwable failure) {}

  /** Nobody waits for the rest. */
  public void cancelled() {}

  /** Makes one for each subscription. */
  public interface Maker {
    /**
     * Somebody subscribes on this thread.
     *
     * @return null where it is not to be watched
     */
    Watch subscribed();
  }
}
