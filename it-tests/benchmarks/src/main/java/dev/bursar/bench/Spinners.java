package dev.bursar.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the cores awake: one process for each that spins, and gives way to all others at once. A
 * call on the loopback goes through several threads, and to wake a core of a virtual machine takes
 * longer than all that is measured; how often one sleeps depends on how long the call takes
 * elsewhere. Linux with util-linux alone; elsewhere there are none.
 */
final class Spinners implements AutoCloseable {
  // To the kernel's books it is nice: so it is told from neighbours.
  private static final List<String> COMMAND =
      List.of(
          "timeout",
          "3h",
          "nice",
          "-n",
          "19",
          "chrt",
          "--idle",
          "0",
          "sh",
          "-c",
          "while :; do :; done");

  private final List<Process> processes = new ArrayList<>();

  private Spinners() {}

  static Spinners start() {
    Spinners spinners = new Spinners();
    try {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        spinners.processes.add(new ProcessBuilder(COMMAND).start());
      }
    } catch (IOException notThere) {
      spinners.close();
    }
    return spinners;
  }

  /** Whether they spin. */
  boolean areThere() {
    return !processes.isEmpty() && processes.stream().allMatch(Process::isAlive);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.clear();
  }
}
