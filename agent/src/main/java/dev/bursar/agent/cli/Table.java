package dev.bursar.agent.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under aligned headings. A column without any text is left out. */
final class Table {
  private final boolean[] toTheRight;
  private final int[] widths;
  private final List<String[]> lines = new ArrayList<>();

  /**
   * @param headings the columns; one that starts with {@code >} is aligned to the right
   */
  Table(String... headings) {
    toTheRight = new boolean[headings.length];
    widths = new int[headings.length];
    String[] titles = headings.clone();
    for (int i = 0; i < titles.length; i++) {
      toTheRight[i] = titles[i].startsWith(">");
      titles[i] = toTheRight[i] ? titles[i].substring(1) : titles[i];
    }
    lines.add(titles);
  }

  /** Adds a row, one cell for each heading. */
  void row(String... cells) {
    String[] printable = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      printable[i] = printable(cells[i]);
      widths[i] = Math.max(widths[i], printable[i].length());
    }
    lines.add(printable);
  }

  /** What others sent, a header or a URI, must not steer the terminal. */
  private static String printable(String cell) {
    StringBuilder printable = new StringBuilder(cell);
    for (int i = 0; i < cell.length(); i++) {
      if (Character.isISOControl(cell.charAt(i))) {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  /** Prints the headings and the rows. */
  void print(Host host) {
    String[] titles = lines.get(0);
    for (int i = 0; i < titles.length; i++) {
      widths[i] = widths[i] == 0 ? 0 : Math.max(widths[i], titles[i].length());
    }
    for (String[] cells : lines) {
      String line = line(cells);
      boolean bold = host.terminal() && cells == titles;
      host.out().println(bold ? "\u001b[1m" + line + "\u001b[0m" : line);
    }
  }

  private String line(String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      if (widths[i] == 0) {
        continue;
      }
      char[] pad = new char[widths[i] - cells[i].length()];
      Arrays.fill(pad, ' ');
      line.append(line.length() == 0 ? "" : "  ");
      line.append(toTheRight[i] ? new String(pad) + cells[i] : cells[i] + new String(pad));
    }
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    return line.substring(0, end);
  }
}
