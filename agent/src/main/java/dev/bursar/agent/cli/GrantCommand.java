package dev.bursar.agent.cli;

import dev.bursar.agent.config.Money;
import dev.bursar.store.Account;
import dev.bursar.store.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code grant}: money on top of a usd limit. */
@Command(
    name = "grant",
    description = "Grant an account money on top of its usd limit, until its window ends.",
    footer = {"%nExample:", "  java -jar bursar.jar grant default --usd 5"})
final class GrantCommand extends AccountCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--usd",
      paramLabel = "AMOUNT",
      required = true,
      description = "US dollars, of at most 9 decimals.")
  private String amount;

  GrantCommand(Host host) {
    super(host);
  }

  @Override
  String change(Ledger ledger, Account account) {
    long nanos = Money.parse(amount);
    if (nanos <= 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--usd \"" + amount + "\" is no amount: it takes US dollars above 0, such as 5.00");
    }
    ledger.grant(account, nanos);
    return "account " + account.name() + " was granted $" + Money.plain(nanos);
  }
}
