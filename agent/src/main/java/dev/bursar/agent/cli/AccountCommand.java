package dev.bursar.agent.cli;

import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import dev.bursar.store.Store;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code halt}, {@code resume} and {@code grant} share: one account of one store. */
abstract class AccountCommand implements Callable<Integer> {
  private final Host host;
  @Mixin private final StoreOption store;

  @Parameters(
      arity = "0..1",
      paramLabel = "ACCOUNT",
      defaultValue = "default",
      description = "The account's name, as status shows it. Without it: default.")
  private String name;

  AccountCommand(Host host) {
    this.host = host;
    this.store = new StoreOption(host);
  }

  /** Does it, and says in one line what is so now. */
  abstract String change(Ledger ledger, Account account);

  @Override
  public final Integer call() throws ConfigurationException, CliException {
    try (Store open = store.open()) {
      Account account = open.ledger().find(name);
      if (account == null) {
        throw new CliException(
            "there is no account " + name + " in this store: status shows those that there are");
      }
      host.err().println(change(open.ledger(), account));
    }
    return Main.DONE;
  }
}
