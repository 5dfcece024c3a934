package dev.bursar.agent.cli;

import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import picocli.CommandLine.Command;

/** {@code resume}: opens a halted account again. */
@Command(
    name = "resume",
    description = "Open a halted account again.",
    footer = {"%nExample:", "  java -jar bursar.jar resume default"})
final class ResumeCommand extends AccountCommand {
  ResumeCommand(Host host) {
    super(host);
  }

  @Override
  String change(Ledger ledger, Account account) {
    ledger.resume(account);
    return "account " + account.name() + " is open";
  }
}
