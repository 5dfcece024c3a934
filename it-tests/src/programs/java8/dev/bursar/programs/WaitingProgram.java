package dev.bursar.programs;

import java.io.IOException;

/** An app without an HTTP client, in any runtime. */
public final class WaitingProgram {
  private WaitingProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(
        (order, answer) -> {
          throw new UnsupportedOperationException("no client");
        });
  }
}
