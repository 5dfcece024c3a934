package dev.bursar.agent.demo;

import java.io.PrintStream;

/** Where the demo tells its story: whole lines, and on a terminal one that changes as it runs. */
final class Screen {
  private static final int WIDTH = 96;

  private final PrintStream out;
  private final boolean terminal;
  private boolean unfinished;

  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** One line. */
  void line(String text) {
    finish();
    out.println(text);
    out.flush();
  }

  /** A line that is a heading. */
  void heading(String text, String command) {
    line("");
    line((terminal ? "\u001b[1m" + text + "\u001b[0m" : text) + command);
  }

  /** Shows how things are now, on a terminal only, in place of how they were before. */
  void now(String text) {
    if (terminal) {
      out.print("\r\u001b[K" + text);
      out.flush();
      unfinished = true;
    }
  }

  /** A text that may take several lines, each with an indent. */
  void wrapped(String indent, String text) {
    String rest = text;
    while (indent.length() + rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH - indent.length());
      int end = space > 0 ? space : WIDTH - indent.length();
      line(indent + rest.substring(0, end));
      rest = rest.substring(end).trim();
    }
    line(indent + rest);
  }

  private void finish() {
    if (unfinished) {
      out.print("\r\u001b[K");
      unfinished = false;
    }
  }
}
