package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.WeakIdentityMap;

/** The calls whose handlers are still to be told. Thread-safe. */
final class Streams {
  private final WeakIdentityMap<Stream, ModelCall> open = new WeakIdentityMap<>();

  /** Keeps a call, as long as somebody can still tell its handler. */
  void put(Stream stream, ModelCall call) {
    endForgotten();
    open.put(stream, call);
  }

  /** Its handler has been told. */
  void remove(Stream stream) {
    open.remove(stream);
  }

  /** Nobody will ever tell what became of these: they may have been billed in full. */
  private void endForgotten() {
    for (ModelCall call = open.removeOrphan(); call != null; call = open.removeOrphan()) {
      call.failed(0, null);
    }
  }
}
