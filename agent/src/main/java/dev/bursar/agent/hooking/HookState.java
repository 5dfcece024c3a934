package dev.bursar.agent.hooking;

/** How it stands with one class that is to be hooked. Immutable. */
public final class HookState {
  /** What became of a class. */
  public enum Status {
    /** Hooked. */
    LIVE("live"),
    /** No class of that name has appeared. */
    NOT_LOADED("not loaded"),
    /** The app's version of the class is not one that we know: left alone. */
    DOES_NOT_FIT("does not fit"),
    /** It should have worked: left alone. */
    FAILED("failed");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    /** The status in words, as reports print it. */
    public String words() {
      return words;
    }
  }

  private final String client;
  private final String type;
  private final Status status;
  private final int classes;
  private final String reason;

  HookState(String client, String type, Status status, int classes, String reason) {
    this.client = client;
    this.type = type;
    this.status = status;
    this.classes = classes;
    this.reason = reason;
  }

  /** The client's name, as in {@link dev.bursar.gate.Request#client}. */
  public String client() {
    return client;
  }

  /** The name of the class that is to be hooked. */
  public String type() {
    return type;
  }

  /** What became of it. */
  public Status status() {
    return status;
  }

  /** How many classes of that name this holds for: one for each loader that has its own. */
  public int classes() {
    return classes;
  }

  /** Why it is not live and what to do about it, or null. */
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return client
        + " "
        + type
        + ": "
        + status.words()
        + (reason == null ? "" : " (" + reason + ")");
  }
}
