package dev.bursar.bench;

import dev.bursar.store.Account;
import dev.bursar.store.Shortfall;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** One thread's account. */
@State(Scope.Thread)
public class Payer {
  final Shortfall shortfall = new Shortfall();
  Account account;

  /** Only JMH makes one. */
  public Payer() {}

  /** Takes the account that this thread charges. */
  @Setup(Level.Trial)
  public void take(LedgerState state, ThreadParams thread) {
    account = state.payer(thread.getThreadIndex());
  }
}
