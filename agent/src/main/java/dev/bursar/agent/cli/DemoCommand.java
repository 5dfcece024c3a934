package dev.bursar.agent.cli;

import dev.bursar.agent.demo.Demo;
import dev.bursar.store.AccountView;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code demo}: a runaway agent, with Bursar and without. */
@Command(
    name = "demo",
    description = "Run an agent that never stops by itself, without Bursar and with it.",
    footer = {
      "%nIts provider is on this machine, with a meter of its own that is compared with the ledger"
          + " in the end. Takes some ten seconds, needs no key, spends nothing, leaves nothing.",
      "%nExit code: 0 when the proof holds, 1 when it fails."
    })
final class DemoCommand implements Callable<Integer> {
  private final Host host;

  DemoCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() throws CliException, InterruptedException {
    Demo demo = new Demo(OwnJar.find(), DemoCommand::spent, host.out(), host.terminal());
    try {
      return demo.run() ? Main.DONE : Main.FAILED;
    } catch (IOException e) {
      throw new CliException("the demo cannot go on: " + e.getMessage(), e);
    }
  }

  private static long spent(File store, String account) throws IOException {
    if (!StoreOption.exists(store)) {
      throw new IOException("the demo's app made no store: the agent did not see its calls");
    }
    try (Store open = Store.open(store, StoreOptions.defaults())) {
      for (AccountView view : open.ledger().accounts()) {
        if (view.name().equals(account)) {
          return view.spent().usdNanos();
        }
      }
    }
    throw new IOException("the demo's store has no account " + account);
  }
}
