package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.report.JvmReport;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PsCommandTest {
  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void listsAJvmWithoutTouchingIt() throws Exception {
    Process target = start();

    assertThat(cli.run("ps")).isZero();

    String version = System.getProperty("java.version");
    assertThat(row(target)).isEqualTo(target.pid() + "  " + version + "  " + NAME + "  yes");
    assertThat(cli.err()).isEmpty();
    assertThat(new TargetProcess(target.pid()).socket()).doesNotExist();
  }

  @Test
  void showsEveryFieldInItsType() throws Exception {
    Process target = start();

    assertThat(cli.run("ps", "--json")).isZero();

    assertThat(json(target))
        .containsEntry("user", System.getProperty("user.name"))
        .containsEntry("java", System.getProperty("java.version"))
        .containsEntry("main", NAME)
        .containsEntry("container", false)
        .containsEntry("pid_inside", target.pid())
        .containsEntry("bursar", null)
        .containsEntry("attach", true)
        .containsEntry("why_not", null)
        .containsEntry("warns", false);
  }

  @Test
  void leavesItselfAndOtherProgramsOut() throws Exception {
    Process target = new ProcessBuilder("sleep", "600").start();
    processes.add(target);

    cli.run("ps", "--json");

    assertThat(cli.out())
        .doesNotContain("\"pid\":" + target.pid() + ",")
        .doesNotContain("\"pid\":" + ProcessHandle.current().pid() + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+DisableAttachMechanism", "-XX:-EnableDynamicAgentLoading"})
  void saysWhatStandsInTheWay(String flag) throws Exception {
    for (String perfData : new String[] {"-XX:+UsePerfData", "-XX:-UsePerfData"}) {
      Process target = start(perfData, flag);

      cli.run("ps");
      assertThat(row(target)).endsWith(NAME + "  no: " + flag);
      cli.run("ps", "--json");
      assertThat(json(target)).containsEntry("attach", false);
      assertThat((String) json(target).get("why_not")).contains(flag);
    }
  }

  @Test
  void showsWhatAJvmReportsToTheStoreThatItHasOpen() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    Process target = start("-Dthe.store=" + store);
    String now = Instant.now().toString();
    new JvmReport(
            store.toFile(),
            new JvmReport.Jvm(
                target.pid(), now, now, "attach", "0.1.0", "enforce", "a", "enforce; all of it"))
        .write(List.of(), 0, null, List.of());

    cli.run("ps");

    assertThat(row(target)).endsWith("  yes  0.1.0 enforce; all of it");
  }

  @Test
  void showsAnAgentThatHasNothingToReportYet() throws Exception {
    Process target = start("-Dthe.flag= -javaagent:/opt/bursar.jar=limits.usd=5");

    cli.run("ps");

    assertThat(row(target)).endsWith("  yes  loaded; no HTTP yet");
  }

  @ParameterizedTest
  @CsvSource({
    "java|-cp|x|-Da=b|com.acme.Main|-jar|y, com.acme.Main",
    "java|-XX:+UseSerialGC|-jar|/opt/app.jar|arg, /opt/app.jar",
    "java|--add-opens|a/b=ALL-UNNAMED|-m|mod/com.acme.Main, mod/com.acme.Main",
    "java|--add-opens=a/b=ALL-UNNAMED|@file|Main, Main",
    "java|-version, ''",
  })
  void readsTheMainClassOffTheCommandLine(String line, String main) {
    assertThat(LaunchLine.main(line.replace('|', '\0') + "\0")).isEqualTo(main);
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_402, 8", "17.0.15, 17", "26-ea, 26", "11, 11", "9, 9"})
  void tellsTheFeatureOfAVersion(String version, int feature) {
    assertThat(JavaHome.feature(version)).isEqualTo(feature);
  }

  @Test
  void takesNoDamagedFileForPerfData() throws Exception {
    Path file = directory.resolve("data");
    Files.write(file, new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xc0, (byte) 0xc0, 1, 2});

    assertThat(PerfData.read(file.toFile())).isEmpty();
    assertThat(PerfData.read(new File("none"))).isEmpty();
  }

  private static final String NAME = Waiting.class.getName();

  /** A JVM to look at: it has the store open that it is told of, until its input ends. */
  static final class Waiting {
    private Waiting() {}

    /** Says that it is there, and waits. */
    public static void main(String[] args) throws IOException {
      String store = System.getProperty("the.store");
      try (RandomAccessFile open =
          store == null ? null : new RandomAccessFile(store + "/processes", "rw")) {
        System.out.println("up");
        System.exit(System.in.read() < 0 ? 0 : 1);
      }
    }
  }

  private String row(Process target) {
    String start = target.pid() + "  ";
    return cli.out()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(start))
        .map(line -> line.replaceAll("  +", "  "))
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> json(Process target) {
    return cli.json().stream()
        .map(jvm -> (Map<String, Object>) jvm)
        .filter(jvm -> jvm.get("pid").equals(target.pid()))
        .findFirst()
        .orElseThrow();
  }

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(options));
    String classPath = Waiting.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    command.addAll(List.of("-cp", classPath, NAME));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    processes.add(process);
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(out.readLine()).isEqualTo("up");
    return process;
  }
}
