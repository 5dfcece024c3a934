package dev.bursar.store.memory;

/**
 * In place of {@code sun.misc.Signal}, which images without {@code jdk.unsupported} lack. Installs
 * nothing: the app's signals are the app's.
 */
public final class Signal {
  private final String name;

  /**
   * @param name the signal's name without {@code SIG}
   */
  public Signal(String name) {
    this.name = name;
  }

  /** The signal's name. */
  public String getName() {
    return name;
  }

  /** Does nothing, and says that the handler was {@code handler} before. */
  public static SignalHandler handle(Signal signal, SignalHandler handler) {
    return handler;
  }
}
