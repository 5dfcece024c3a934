package dev.bursar.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the cores awake: one process for each that spins, and gives way to all others at once. A
 * call on the loopback goes through several threads, and to wake a core of a virtual machine takes
 * longer than all that is measured; how often one sleeps depends on how long the call takes
 * elsewhere. They spin by the processor's own word for it, since a core may share its units with
 * another one. Linux with util-linux alone; elsewhere there are none.
 */
public final class Spinners implements AutoCloseable {
  // To the kernel's books it is nice: so it is told from neighbours.
  private static final String[] IDLE = {"timeout", "3h", "nice", "-n", "19", "chrt", "--idle", "0"};

  private final List<Process> processes = new ArrayList<>();

  private Spinners() {}

  /** One of them. */
  public static void main(String[] args) {
    while (true) {
      Thread.onSpinWait();
    }
  }

  static Spinners start() {
    List<String> command = new ArrayList<>(Arrays.asList(IDLE));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Spinners.class.getName());
    Spinners spinners = new Spinners();
    try {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        spinners.processes.add(new ProcessBuilder(command).start());
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
    processes.forEach(Process::destroy); // Word of which is handed on.
    processes.clear();
  }
}
