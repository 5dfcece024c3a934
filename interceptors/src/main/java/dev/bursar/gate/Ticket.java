package dev.bursar.gate;

/**
 * Lives in the boot loader. A call that a hook above the transports has opened. It goes with the
 * work ({@link Run#ofCall}), so that a hook below finds it.
 *
 * <p>Threading: safe from any thread.
 */
public interface Ticket {
  /**
   * A hook below is about to hold what is sent from here on: the ticket's own hold is given up
   * first, so that both are never held at once.
   *
   * @param endpoint what the hook below has seen asked for; a ticket for something else stays as it
   *     is
   */
  void yieldTo(String endpoint);
}
