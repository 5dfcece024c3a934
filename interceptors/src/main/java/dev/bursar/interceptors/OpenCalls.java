package dev.bursar.interceptors;

/**
 * Calls that end as somebody is told of it. Where nobody can be told any more, the call may have
 * been billed in full, and is charged as the next one is made. Thread-safe.
 *
 * @param <T> who is told
 */
public final class OpenCalls<T> {
  private final WeakIdentityMap<T, ModelCall> open = new WeakIdentityMap<>();

  /**
   * Keeps a call that is not over, as long as somebody can still be told; it must not refer to who
   * that is.
   */
  public void put(T told, ModelCall call) {
    endForgotten();
    if (call.isOver()) {
      return;
    }
    open.put(told, call);
    if (call.isOver()) {
      open.remove(told); // It was told meanwhile.
    }
  }

  /** It has been told. */
  public void remove(T told) {
    open.remove(told);
  }

  private void endForgotten() {
    for (ModelCall call = open.removeOrphan(); call != null; call = open.removeOrphan()) {
      call.failed(0, null);
    }
  }
}
