package dev.bursar.gate;

/** Lives in the boot loader. Is told of every fault of ours that was kept from the app. */
public interface FaultSink {
  /**
   * A fault of ours was swallowed. Called on the app's thread: neither waits nor throws.
   *
   * @param fault what was thrown; never a refusal
   */
  void fault(Throwable fault);
}
