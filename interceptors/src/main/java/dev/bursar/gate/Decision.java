package dev.bursar.gate;

/** Lives in the boot loader. What {@link Exchange#decide} says. Immutable. */
public final class Decision {
  /** Send the request as it is. */
  public static final Decision PASS = new Decision(null, false, null);

  private final byte[] body;
  private final boolean plain;
  private final Refusal refusal;

  private Decision(byte[] body, boolean plain, Refusal refusal) {
    this.body = body;
    this.plain = plain;
    this.refusal = refusal;
  }

  /**
   * Send the request with another body and otherwise as it is (the length follows the body).
   *
   * @param body the bytes to send
   * @param plain whether the response must not be compressed: drop the app's {@code
   *     Accept-Encoding}
   */
  public static Decision replace(byte[] body, boolean plain) {
    return new Decision(body, plain, null);
  }

  /** Do not send the request. */
  public static Decision refuse(Refusal refusal) {
    return new Decision(null, false, refusal);
  }

  /** The body to send instead of the app's, or null to send the app's own. */
  public byte[] body() {
    return body;
  }

  /** Whether the request must ask for a response that is not compressed. */
  public boolean plain() {
    return plain;
  }

  /** Why the request must not be sent, or null where it may. */
  public Refusal refusal() {
    return refusal;
  }
}
