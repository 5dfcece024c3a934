package dev.bursar.agent.governor;

/** Where the store comes from, which is opened in the background. Thread-safe. */
public interface StoreSource {
  /**
   * The books, once the store is open.
   *
   * @param millis how long to wait for that at most; 0 not to wait
   * @return null where it is not open yet
   * @throws InterruptedException where the thread is interrupted
   * @throws RuntimeException why it could not be opened
   */
  Books get(long millis) throws InterruptedException;
}
