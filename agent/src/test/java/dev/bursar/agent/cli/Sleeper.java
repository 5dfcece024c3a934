package dev.bursar.agent.cli;

import java.io.IOException;

/** A JVM to attach to: it lives until its standard input ends. */
final class Sleeper {
  private Sleeper() {}

  /** Says that it is there, and waits. */
  public static void main(String[] args) throws IOException {
    System.out.println("up");
    System.exit(System.in.read() < 0 ? 0 : 1);
  }
}
