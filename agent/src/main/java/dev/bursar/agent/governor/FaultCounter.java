package dev.bursar.agent.governor;

/** Counts faults of ours that the app must not see. Implementations are thread-safe and quiet. */
public interface FaultCounter {
  /**
   * Counts one fault.
   *
   * @param fault what went wrong; not null
   */
  void fault(Throwable fault);
}
