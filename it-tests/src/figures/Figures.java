import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Measures, and writes what it measured between its marks in README.md. From the project's root,
 * after {@code mvn package}:
 *
 * <pre>
 * java it-tests/src/figures/Figures.java                            all of it
 * java it-tests/src/figures/Figures.java agent [PAIRS] [JAVA ...]   what the agent adds; the demo
 * java it-tests/src/figures/Figures.java ledger [ROUNDS]            the ledger beside others, by JMH
 * java it-tests/src/figures/Figures.java storm [KILLS]              the ledger under kill -9
 * java it-tests/src/figures/Figures.java clients                    which clients passed what, from the
 *                                                                   last run of it-tests
 * java it-tests/src/figures/Figures.java calls [ROUNDS [ARMS]]      what the agent adds to a call, by JMH
 * java it-tests/src/figures/Figures.java models [ROUNDS]            the same of a model without a transport
 * </pre>
 *
 * <p>The agent: whole processes that make no LLM call, the two arms in turn (bare, with the agent,
 * bare, …), so that a machine that drifts does so for both. Quoted is the median of the differences
 * pair by pair. Peak memory is what the kernel says of the process as its main method ends.
 *
 * <p>The ledger: {@code LedgerFigures} of it-tests/benchmarks makes the table. The storm's row in it
 * stays as it is until the storm is run again.
 *
 * <p>The calls: {@code HttpFigures} of it-tests/benchmarks makes the table, with the packaged agents.
 * ARMS is a pattern for the arms to measure; rows that lack an arm are left out.
 */
public final class Figures {
  private static final String PROGRAM =
      "public class Hello { public static void main(String[] a) throws Exception {"
          + " for (String l : java.nio.file.Files.readAllLines(java.nio.file.Paths.get(\"/proc/self/status\")))"
          + " if (l.startsWith(\"VmHWM\")) System.out.println(l.replaceAll(\"[^0-9]\", \"\")); } }";

  private static final Path README = Paths.get("README.md");
  private static final Path BENCHMARKS = Paths.get("it-tests/benchmarks/target");

  /** The storm: a main method among the store's tests. It takes a number of kills; its last line is the row. */
  private static final String STORM = "dev.bursar.store.storm.KillStorm";

  private static final Path STORM_CLASSES = Paths.get("store/target/test-classes");
  private static final String STORM_ROW = "| kill -9 storm | ";
  private static final String STORM_GOAL = " | | 0 lost, 0 over the limit |";
  private static final String LEDGER = "<!-- ledger: java it-tests/src/figures/Figures.java ledger -->\n";
  private static final String LEDGER_END = "<!-- /ledger -->";

  /** What it-tests wrote down of each contract: lines of combination, test and how it ended. */
  private static final Path CONTRACTS = Paths.get("it-tests/target/contracts");

  private static final String CLIENTS = "<!-- clients: java it-tests/src/figures/Figures.java clients -->\n";
  private static final String CLIENTS_END = "<!-- /clients -->";
  private static final Pattern VERSION = Pattern.compile("(.+)-([0-9][^-]*)");

  /** The test that stands for a column. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "sendsExactlyOnceWhenAllowedAndSettlesToTheNanoDollar", "sync",
          "settlesAnAsynchronousCall", "async",
          "settlesAStreamByItsUsage", "stream");

  private static final List<String> OPENS =
      List.of(
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-Dslf4j.internal.verbosity=ERROR");

  private final Path jar;
  private final Path classes;
  private final int pairs;

  private Figures(Path jar, Path classes, int pairs) {
    this.jar = jar;
    this.classes = classes;
    this.pairs = pairs;
  }

  public static void main(String[] args) throws Exception {
    String what = args.length > 0 ? args[0] : "all";
    List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
    switch (what) {
      case "all":
        agent(List.of());
        ledger("3");
        storm("1000");
        calls(List.of());
        models("3");
        break;
      case "agent":
        agent(rest);
        break;
      case "ledger":
        ledger(rest.isEmpty() ? "3" : rest.get(0));
        break;
      case "storm":
        storm(rest.isEmpty() ? "1000" : rest.get(0));
        break;
      case "clients":
        clients();
        break;
      case "calls":
        calls(rest);
        break;
      case "models":
        models(rest.isEmpty() ? "3" : rest.get(0));
        break;
      default:
        System.err.println(
            what + " is not one of: all, agent, ledger, storm, calls, models, clients");
        System.exit(2);
    }
  }

  /**
   * Writes the table of clients. A cell says yes where the test that stands for it has passed for
   * each combination that was tried, and at least for one; no where it failed for any.
   */
  private static void clients() throws IOException {
    needed(CONTRACTS);
    Map<String, Row> rows = new TreeMap<>();
    try (Stream<Path> files = Files.list(CONTRACTS)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        for (String line : Files.readAllLines(file)) {
          String[] fields = line.split("\t", -1);
          String client = fields[0].substring(0, fields[0].indexOf(" on Java "));
          Matcher version = VERSION.matcher(client);
          String name = version.matches() ? version.group(1) : client;
          rows.computeIfAbsent(name, n -> new Row())
              .add(version.matches() ? version.group(2) : "", fields);
        }
      }
    }
    StringBuilder table =
        new StringBuilder("| client | versions | Java | sync | async | stream | attach | TLS | HTTP/2 |\n|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach((name, row) -> table.append(row.toString(name)));
    System.out.print(table);
    write(CLIENTS, CLIENTS_END, table.toString());
  }

  /** A client's row. */
  private static final class Row {
    private final TreeSet<String> versions = new TreeSet<>();
    private final TreeSet<Integer> javas = new TreeSet<>();
    private final Map<String, Boolean> cells = new TreeMap<>();

    void add(String version, String[] fields) {
      String rest = fields[0].substring(fields[0].indexOf(" on Java ") + " on Java ".length());
      javas.add(Integer.valueOf(rest.split(",", -1)[0]));
      if (!version.isEmpty()) {
        versions.add(version);
      }
      String column = COLUMNS.get(fields[1]);
      if (fields[2].equals("skipped")) {
        return;
      }
      boolean passed = fields[2].equals("ok");
      if (column != null) {
        cells.merge(column, passed, Boolean::logicalAnd);
      }
      if (column != null || !passed) {
        if (rest.contains("attached")) {
          cells.merge("attach", passed, Boolean::logicalAnd);
        }
        if (rest.contains("TLS") || rest.contains("HTTP/2")) {
          cells.merge("TLS", passed, Boolean::logicalAnd);
        }
        if (rest.contains("HTTP/2")) {
          cells.merge("HTTP/2", passed, Boolean::logicalAnd);
        }
      }
    }

    String toString(String name) {
      StringBuilder row = new StringBuilder("| ").append(name);
      row.append(" | ").append(String.join(", ", versions)).append(" | ");
      row.append(javas.stream().map(String::valueOf).collect(Collectors.joining(", ")));
      for (String column : List.of("sync", "async", "stream", "attach", "TLS", "HTTP/2")) {
        Boolean passed = cells.get(column);
        row.append(" | ").append(passed == null ? "" : passed ? "yes" : "**no**");
      }
      return row.append(" |\n").toString();
    }
  }

  /** Measures the ledger beside others. */
  private static void ledger(String rounds) throws Exception {
    Path jars = BENCHMARKS.resolve("jars");
    needed(jars);
    String table =
        output(
            List.of(java(), "-Dslf4j.internal.verbosity=ERROR", "-cp",
                BENCHMARKS.resolve("classes") + File.pathSeparator + jars.resolve("*"),
                "dev.bursar.bench.LedgerFigures", rounds));
    System.out.print(table);
    int end = table.indexOf("\n\n") + 1;
    write(LEDGER, LEDGER_END, table.substring(0, end) + stormRow() + table.substring(end));
  }

  /** Kills processes in the middle of things; the result becomes the last row of the ledger's table. */
  private static void storm(String kills) throws Exception {
    if (!Files.exists(STORM_CLASSES.resolve(STORM.replace('.', '/') + ".class"))) {
      System.err.println("no storm: " + STORM + " is not in " + STORM_CLASSES);
      return;
    }
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(OPENS);
    command.addAll(
        List.of("-Dslf4j.internal.verbosity=ERROR", "-Dbasedir=" + Paths.get("store").toAbsolutePath(),
            "-cp", STORM_CLASSES + File.pathSeparator + BENCHMARKS.resolve("jars/*"), STORM, kills));
    if (between(LEDGER, LEDGER_END).indexOf("\n\n") < 0) {
      System.err.println("README.md has no table for the storm's row: run ledger first");
      System.exit(2);
    }
    String said = output(command).strip();
    String row = STORM_ROW + said.substring(said.lastIndexOf('\n') + 1) + STORM_GOAL + "\n";
    System.out.print(row);
    String table = between(LEDGER, LEDGER_END).replace(stormRow(), "");
    int end = table.indexOf("\n\n") + 1;
    write(LEDGER, LEDGER_END, table.substring(0, end) + row + table.substring(end));
  }

  /** Measures what the agent adds to a call over HTTP. */
  private static void calls(List<String> args) throws Exception {
    String rounds = args.isEmpty() ? "5" : args.get(0);
    String table = callTable(rounds, args.size() > 1 ? args.get(1) : "^(?!LANGCHAIN4J)");
    write("<!-- calls: java it-tests/src/figures/Figures.java calls -->\n", "<!-- /calls -->", table);
  }

  /** Measures what it adds to a call of a model without a transport. */
  private static void models(String rounds) throws Exception {
    String table = callTable(rounds, "^LANGCHAIN4J");
    write("<!-- models: java it-tests/src/figures/Figures.java models -->\n", "<!-- /models -->", table);
  }

  private static String callTable(String rounds, String arms) throws Exception {
    needed(BENCHMARKS.resolve("opentelemetry-javaagent.jar"));
    needed(Paths.get("agent/target/bursar.jar"));
    String table =
        output(
            List.of(java(), "-cp",
                BENCHMARKS.resolve("classes") + File.pathSeparator + BENCHMARKS.resolve("jars/*"),
                "dev.bursar.bench.HttpFigures", rounds, arms));
    table = table.substring(table.indexOf("| what |")); // Before it, what the measured JVMs said.
    System.out.print(table);
    return table;
  }

  /** The storm's row as it is in the README, or nothing. */
  private static String stormRow() throws IOException {
    String table = between(LEDGER, LEDGER_END);
    int from = table.indexOf(STORM_ROW);
    return from < 0 ? "" : table.substring(from, table.indexOf('\n', from) + 1);
  }

  private static String java() {
    return Paths.get(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void needed(Path path) {
    if (!Files.exists(path)) {
      System.err.println(path + " is not there: build it first, from the project's root");
      System.exit(2);
    }
  }

  private static String output(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException("exit " + exit + " of " + command + "\n" + out);
    }
    return out;
  }

  /** Measures what the agent adds, and shows the demo. */
  private static void agent(List<String> args) throws Exception {
    int pairs = args.isEmpty() ? 21 : Integer.parseInt(args.get(0));
    List<String> javas = args.size() > 1 ? args.subList(1, args.size()) : List.of(java());
    Path jar = Paths.get("agent/target/bursar.jar").toAbsolutePath();
    needed(jar);
    Path classes = Files.createTempDirectory("bursar-figures");
    Path source = Files.writeString(classes.resolve("Hello.java"), PROGRAM);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "--release", "8", "-Xlint:-options", "-d", classes.toString(), source.toString());
    Figures figures = new Figures(jar, classes, pairs);
    StringBuilder table = new StringBuilder();
    table.append("| figure | measured | goal |\n|---|---|---|\n");
    table.append(
        String.format(
            Locale.ROOT, "| size of bursar.jar | %.1f MB | ≤ 16 MB |\n", Files.size(jar) / 1e6));
    for (String java : javas) {
      table.append(figures.startUp(java));
    }
    System.out.print(table);
    write("<!-- figures: java it-tests/src/figures/Figures.java agent -->\n", "<!-- /figures -->", table.toString());
    Process demo =
        new ProcessBuilder(javas.get(0), "-jar", jar.toString(), "demo")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String shown = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (demo.waitFor() != 0) {
      throw new IOException("the demo failed:\n" + shown);
    }
    write("<!-- demo -->\n", "<!-- /demo -->", "```\n" + shown + "```\n");
  }

  private String startUp(String java) throws Exception {
    List<String> bare = List.of(java, "-cp", classes.toString(), "Hello");
    List<String> with =
        List.of(java, "-javaagent:" + jar, "-cp", classes.toString(), "Hello");
    run(bare);
    run(with);
    List<Double> bareMillis = new ArrayList<>();
    List<Double> addedMillis = new ArrayList<>();
    List<Double> addedMiB = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      double[] a = run(bare);
      double[] b = run(with);
      bareMillis.add(a[0]);
      addedMillis.add(b[0] - a[0]);
      addedMiB.add(b[1] - a[1]);
      System.err.printf(Locale.ROOT, "\r%s: pair %d of %d", java, i + 1, pairs);
    }
    System.err.println();
    return String.format(
        Locale.ROOT,
        "| start-up added to a JVM that makes no LLM call, Java %s | %.0f ms wall (bare: %.0f), %.1f MiB peak; %d pairs |"
            + " ≤ 120 ms, ≤ 25 MiB |\n",
        version(java),
        median(addedMillis),
        median(bareMillis),
        median(addedMiB),
        pairs);
  }

  private static String version(String java) throws IOException {
    Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.split("\"")[1].replaceFirst("^1\\.", "").replaceFirst("[._].*", "");
  }

  /** Wall time in ms and peak memory in MiB. */
  private static double[] run(List<String> command) throws Exception {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    double millis = (System.nanoTime() - start) / 1e6;
    if (exit != 0) {
      throw new IOException("exit " + exit + " of " + command);
    }
    return new double[] {millis, Double.parseDouble(out.trim()) / 1024};
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Puts a text between two marks of the README. */
  private static void write(String begin, String end, String between) throws IOException {
    String text = Files.readString(README);
    int[] place = place(text, begin, end);
    Files.writeString(README, text.substring(0, place[0]) + between + text.substring(place[1]));
  }

  private static String between(String begin, String end) throws IOException {
    String text = Files.readString(README);
    int[] place = place(text, begin, end);
    return text.substring(place[0], place[1]);
  }

  private static int[] place(String text, String begin, String end) throws IOException {
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException("README.md has no marks " + begin.trim() + " and " + end);
    }
    return new int[] {from + begin.length(), to};
  }
}
