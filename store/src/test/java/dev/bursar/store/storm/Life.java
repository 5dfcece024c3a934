package dev.bursar.store.storm;

import dev.bursar.store.Account;
import dev.bursar.store.AccountView;
import dev.bursar.store.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One process of the storm, from its start to its death, as the coordinator sees it. */
final class Life {
  static final int THREADS = 2;

  final int number;
  private final int version;
  private final Process process;
  private final Meter[] meters;

  Life(int number, int version, Path home, String classPath, Path work, Path store)
      throws IOException {
    this.number = number;
    this.version = version;
    Path meterFile = work.resolve("meter-" + number);
    meters = Meter.map(meterFile, THREADS);
    List<String> command = Javas.command(version, home);
    Collections.addAll(
        command,
        classPath,
        StormWriter.class.getName(),
        store.toString(),
        work.resolve("hours").toString(),
        meterFile.toString(),
        String.valueOf(number),
        String.valueOf(THREADS));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** {@code kill -9}; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Calls that have ended or were refused: what moves as long as the ledger works. */
  long progress() {
    long sum = 0;
    for (Meter meter : meters) {
      sum += meter.done() + meter.refusals();
    }
    return sum;
  }

  long calls() {
    long sum = 0;
    for (Meter meter : meters) {
      sum += meter.done();
    }
    return sum;
  }

  long refusals() {
    long sum = 0;
    for (Meter meter : meters) {
      sum += meter.refusals();
    }
    return sum;
  }

  /** Whether a thread died with a call in flight. */
  boolean inFlight() {
    for (Meter meter : meters) {
      if (meter.phase() != Meter.IDLE) {
        return true;
      }
    }
    return false;
  }

  /** Its accounts that exist. */
  List<Account> leaves(Ledger ledger) {
    List<Account> leaves = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Account leaf = ledger.find(StormWriter.leaf(number, i));
      if (leaf != null) {
        leaves.add(leaf);
      }
    }
    return leaves;
  }

  boolean holdsNothing(Ledger ledger) {
    for (Account leaf : leaves(ledger)) {
      AccountView view = ledger.view(leaf);
      if ((view.held().calls() | view.held().usdNanos()) != 0) {
        return false;
      }
    }
    return true;
  }

  /** What is wrong now that it is dead and its holds are gone; empty when all is as metered. */
  List<String> judge(Ledger ledger) {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String name = StormWriter.leaf(number, i);
      Account leaf = ledger.find(name);
      AccountView view = leaf == null ? null : ledger.view(leaf);
      long usd = view == null ? 0 : view.spent().usdNanos();
      long calls = view == null ? 0 : view.spent().calls();
      if (!meters[i].allows(usd, calls)) {
        wrong.add(name + " spent " + usd + " in " + calls + " calls, metered: " + meters[i]);
      }
      if (meters[i].wrongs() != 0) {
        wrong.add(name + " got " + meters[i].wrongs() + " wrong answers");
      }
    }
    return wrong;
  }

  @Override
  public String toString() {
    return "life " + number + " on Java " + version;
  }
}
