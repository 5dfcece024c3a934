package dev.bursar.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * JVMs that are there at once and call in turns of a quarter of a second: what a machine is slower
 * at from one second to the next, all of them meet. Between two turns is a pause, in which an agent
 * may do what its last one left behind.
 */
final class Turns implements AutoCloseable {
  /** What a line with figures begins with; agents say other things. */
  static final String ANSWER = "turn ";

  /** Turns of each that do not count: on one core the compiler takes its time from the calls. */
  static final int WARM_UPS = 60;

  /** Turns of each that count. */
  static final int COUNTED = 40;

  static final long TURN_MILLIS = 250;

  private static final long PAUSE_MILLIS = 100;

  private final List<List<String>> commands = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<BufferedReader> from = new ArrayList<>();
  private final List<PrintStream> to = new ArrayList<>();

  /** Starts one more, whose turn comes after all others'. What it has to complain of is shown. */
  void add(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands.add(command);
    processes.add(process);
    from.add(process.inputReader(StandardCharsets.UTF_8));
    to.add(new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII));
  }

  /**
   * Goes through all of them, again and again.
   *
   * @param warmUps turns of each that do not count
   * @param counted turns of each that count
   * @return the score of each, whose iterations are its turns, in the order of their adding
   */
  List<Score> take(int warmUps, int counted) throws IOException, InterruptedException {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      scores.add(new Score());
    }
    for (int turn = 0; turn < warmUps + counted; turn++) {
      for (int i = 0; i < processes.size(); i++) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        String[] figures = turn(i).split(" ", -1);
        if (turn >= warmUps) {
          scores.get(i).add(Double.parseDouble(figures[0]), Double.parseDouble(figures[1]));
        }
      }
    }
    return scores;
  }

  private String turn(int i) throws IOException {
    to.get(i).println(TURN_MILLIS);
    String line = from.get(i).readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      line = from.get(i).readLine();
    }
    if (line == null) {
      throw new IOException(
          "a JVM is gone; what it said is above: " + String.join(" ", commands.get(i)));
    }
    return line.substring(ANSWER.length());
  }

  /** Ends them all, and waits until they are gone. */
  @Override
  public void close() throws IOException, InterruptedException {
    to.forEach(PrintStream::close);
    for (Process process : processes) {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    }
    for (BufferedReader reader : from) {
      reader.close();
    }
  }
}
