package dev.bursar.gate;

/**
 * Lives in the boot loader. One call of a model that the governor follows above the transports. It
 * ends exactly once, by {@link #giveWay}, {@link #answered} or {@link #failed}; what comes after is
 * ignored.
 *
 * <p>No method throws. Threading: one thread at a time, but for {@link #giveWay} and the ends,
 * which may come from any thread at any time.
 */
public interface ModelExchange {
  /**
   * Decides whether the call may be made, and holds its worst case. Called once, first, unless the
   * call is only to be booked.
   *
   * @return null where it may, else the message of a refusal
   */
  String decide();

  /**
   * The call is about to be made again after a failure: each attempt has a hold of its own.
   *
   * @param status the HTTP status that the attempt before failed with, or 0 where unknown
   * @param failure how it failed
   * @return null where it may, else the message of a refusal
   */
  String again(int status, Throwable failure);

  /** A hook below has seen the call and holds it from now on: nothing remains of it here. */
  void giveWay();

  /** The model has answered. Where nothing was held for it, it is booked now. */
  void answered(ModelAnswer answer);

  /**
   * The call failed, or its end will never be known.
   *
   * @param status the HTTP status, or 0 where unknown
   * @param cause the reason, or null where unknown
   */
  void failed(int status, Throwable cause);
}
