package dev.bursar.agent.cli;

import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.store.AccountView;
import dev.bursar.store.Store;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: the accounts, what they have spent and what is left. */
@Command(
    name = "status",
    description = "Show the accounts: what they have spent and hold, and what is left.",
    footer = {
      "%nSpent and refused count from the start of an account's window. What an account's children"
          + " spend and hold counts in it too.",
      "An account that a run has opened below another is named by its path: default/team/writer.",
      "%nExamples:",
      "  java -jar bursar.jar status",
      "  java -jar bursar.jar status --json | jq '.accounts[0].spent.usd'"
    })
final class StatusCommand implements Callable<Integer> {
  private final Host host;
  @Mixin private final StoreOption store;

  StatusCommand(Host host) {
    this.host = host;
    this.store = new StoreOption(host);
  }

  @Override
  public Integer call() throws ConfigurationException, CliException, IOException {
    File directory = store.directory();
    List<AccountView> accounts;
    try (Store open = store.open()) {
      accounts = open.ledger().accounts();
    }
    JvmReports reports = JvmReports.read(directory);
    if (store.json()) {
      StatusJson.write(host, directory, reports.mode(), reports.unmetered(), accounts);
    } else {
      StatusTable.print(host, directory, reports.mode(), accounts);
      for (Connections connections : reports.unmetered()) {
        host.out().println("not metered: connections that no hook saw: " + connections);
      }
    }
    return Main.DONE;
  }
}
