package dev.bursar.agent.cli;

import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code halt}: an operator's stop. */
@Command(
    name = "halt",
    description = "Stop an account and all below it, in all JVMs, until resume; kept on disk.",
    footer = {"%nExample:", "  java -jar bursar.jar halt default --reason \"runaway agent\""})
final class HaltCommand extends AccountCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; shown to those whose calls are refused.")
  private String reason;

  HaltCommand(Host host) {
    super(host);
  }

  @Override
  String change(Ledger ledger, Account account) {
    ledger.halt(account, reason);
    return "account " + account.name() + " is halted: " + reason;
  }
}
