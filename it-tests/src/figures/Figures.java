import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;

/**
 * Measures what the agent costs a JVM that makes no LLM call, runs the demo, and writes both
 * between their marks in README.md. From the project's root, after a build:
 *
 * <pre>java it-tests/src/figures/Figures.java [PAIRS] [JAVA ...]</pre>
 *
 * <p>Whole processes, the two arms in turn (bare, with the agent, bare, …), so that a machine that
 * drifts does so for both. Quoted is the median of the differences pair by pair. Peak memory is
 * what the kernel says of the process as its main method ends.
 */
public final class Figures {
  private static final String PROGRAM =
      "public class Hello { public static void main(String[] a) throws Exception {"
          + " for (String l : java.nio.file.Files.readAllLines(java.nio.file.Paths.get(\"/proc/self/status\")))"
          + " if (l.startsWith(\"VmHWM\")) System.out.println(l.replaceAll(\"[^0-9]\", \"\")); } }";

  private final Path jar;
  private final Path classes;
  private final int pairs;

  private Figures(Path jar, Path classes, int pairs) {
    this.jar = jar;
    this.classes = classes;
    this.pairs = pairs;
  }

  public static void main(String[] args) throws Exception {
    int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 21;
    List<String> javas =
        args.length > 1
            ? Arrays.asList(args).subList(1, args.length)
            : List.of(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    Path jar = Paths.get("agent/target/bursar.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      System.err.println(jar + " is not there: build it first, from the project's root");
      System.exit(2);
    }
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
    write("<!-- figures: java it-tests/src/figures/Figures.java -->\n", "<!-- /figures -->", table.toString());
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
    Path readme = Paths.get("README.md");
    String text = Files.readString(readme);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException("README.md has no marks " + begin.trim() + " and " + end);
    }
    Files.writeString(
        readme, text.substring(0, from + begin.length()) + between + text.substring(to));
  }
}
