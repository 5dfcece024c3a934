package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.governor.FaultCounter;
import dev.bursar.agent.governor.LedgerGovernor;
import dev.bursar.agent.governor.Policy;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.agent.reads.ReadRecorder;
import java.io.IOException;

/**
 * One configuration, and what is made of it: in force until the next one takes its place as a
 * whole.
 *
 * <p>Threading: any thread.
 */
final class InForce {
  private final Configuration configuration;
  private final StoreOpener store;
  private final long sinceMillis = System.currentTimeMillis();
  private volatile ReadRecorder reads;

  private InForce(Configuration configuration, StoreOpener store) {
    this.configuration = configuration;
    this.store = store;
  }

  /** The first in a JVM. */
  static InForce first(Configuration configuration, Stores stores) {
    return new InForce(configuration, new StoreOpener(stores, configuration));
  }

  /** The one after this. Where it is off, this one's books stay open beneath it. */
  InForce next(Configuration next, Stores stores) {
    return new InForce(next, next.mode() == Mode.OFF ? store : new StoreOpener(stores, next));
  }

  Configuration configuration() {
    return configuration;
  }

  StoreOpener store() {
    return store;
  }

  /** When it was read, in milliseconds since 1970. */
  long sinceMillis() {
    return sinceMillis;
  }

  /**
   * Makes the governor.
   *
   * @param before the one that it takes the place of, or null for the first
   */
  LedgerGovernor govern(FaultCounter faults, LedgerGovernor before) {
    Policy policy = Wiring.policy(configuration);
    PriceTable prices = Wiring.prices(configuration);
    ReadRecorder recorder = new ReadRecorder(policy, store, faults);
    reads = recorder;
    return before == null
        ? new LedgerGovernor(policy, store, prices, faults, recorder)
        : before.next(policy, store, prices, recorder);
  }

  /** Gets ready for reads. The store must be open. */
  void prepareReads() throws IOException {
    ReadRecorder recorder = reads;
    if (recorder != null) {
      recorder.prepare(store.directory());
    }
  }
}
