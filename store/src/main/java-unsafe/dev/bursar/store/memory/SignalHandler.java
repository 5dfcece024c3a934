package dev.bursar.store.memory;

/** In place of {@code sun.misc.SignalHandler}; never called. */
public interface SignalHandler {
  /** Would handle {@code signal}. */
  void handle(Signal signal);
}
