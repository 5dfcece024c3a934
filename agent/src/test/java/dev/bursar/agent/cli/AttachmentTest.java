package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.bursar.agent.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentTest {
  @TempDir private Path directory;
  private final List<Process> processes = new ArrayList<>();
  private File jar;

  @BeforeEach
  void packAgent() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", ReportingAgent.class.getName());
    jar = directory.resolve("agent.jar").toFile();
    try (OutputStream out = Files.newOutputStream(jar.toPath())) {
      new JarOutputStream(out, manifest).close();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void returnsWhatTheJvmReports() throws Exception {
    Process target = start();

    JvmState state = attach(target, "store=" + directory.resolve("store"));

    assertThat(state.pid()).isEqualTo(target.pid());
    assertThat(state.alive()).isTrue();
    assertThat(state.inForce()).isEqualTo("all of it");
    assertThat(state.hooks())
        .singleElement()
        .extracting(JvmState.Hook::state)
        .isEqualTo("not loaded");
  }

  @Test
  void attachesAgainAndReturnsTheNewReport() throws Exception {
    Process target = start();
    String arguments = "store=" + directory.resolve("store");
    JvmState first = attach(target, arguments);

    Attachment again = new Attachment(new TargetProcess(target.pid()), arguments);
    JvmState second = again.attach(jar);

    assertThat(again.already()).isTrue();
    assertThat(second.configured()).isGreaterThan(first.configured());
  }

  @Test
  void leavesAnotherVersionsAgentAlone() throws Exception {
    Process target = start("-Dbursar.version=0.0.9");

    assertThatThrownBy(() -> attach(target, "store=" + directory.resolve("store")))
        .isInstanceOf(CliException.class)
        .hasMessage(
            "Bursar 0.0.9 is in force in JVM "
                + target.pid()
                + ", and this is Bursar 0.1.0: change its configuration with the jar of 0.0.9, or"
                + " start the JVM anew with this one");
    assertThat(directory.resolve("store")).doesNotExist();
  }

  @Test
  void tellsWhatTheAgentItselfRefuses() throws Exception {
    Process target = start();

    assertThatThrownBy(() -> attach(target, "store=" + directory.resolve("refuses")))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("told to refuse; the JVM is as it was");
    assertThatThrownBy(() -> attach(target, "store=" + directory.resolve("misread")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("no such key");
  }

  @Test
  void speaksTheProtocolItself() throws Exception {
    Process target = start("-Dthe.thing=with = and \u00fc");
    TargetProcess process = new TargetProcess(target.pid());

    try (Connection connection = AttachSocket.open(process)) {
      assertThat(connection.properties())
          .containsEntry("the.thing", "with = and \u00fc")
          .containsKey("java.version");
      connection.loadAgent(jar, "store=" + directory.resolve("store"));
      assertThat(connection.properties()).containsEntry("bursar.running", "all of it");
      assertThatThrownBy(() -> connection.loadAgent(jar, "store=" + directory.resolve("fails")))
          .hasMessage("Failed to load agent library: 102");
      File none = directory.resolve("none.jar").toFile();
      assertThatThrownBy(() -> connection.loadAgent(none, "")).hasMessageEndingWith(": 100");
      assertThatThrownBy(() -> connection.loadAgent(jar, "x".repeat(1024)))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("put the configuration into a YAML file");
    }
    assertThat(target.isAlive()).isTrue();
  }

  @Test
  void leavesNoTriggerBehind() throws Exception {
    Process target = start();

    AttachSocket.open(new TargetProcess(target.pid())).close();

    String name = ".attach_pid" + target.pid();
    assertThat(new File(name)).doesNotExist();
    assertThat(new File("/tmp", name)).doesNotExist();
  }

  @Test
  void sendsNoSignalToAJvmThatWouldDieOfIt() throws Exception {
    Process target = new ProcessBuilder("sleep", "600").start();
    processes.add(target);

    assertThat(new TargetProcess(target.pid()).catchesQuit()).isFalse();
    assertThat(new TargetProcess(ProcessHandle.current().pid()).catchesQuit()).isTrue();
  }

  @Test
  void explainsAJvmThatTakesNoAgentsWhileItRuns() throws Exception {
    Process target = start("-XX:+IgnoreUnrecognizedVMOptions", "-XX:-EnableDynamicAgentLoading");

    assertThatThrownBy(() -> attach(target, ""))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("takes no agents while it runs: start it without that flag");
  }

  @Test
  void tellsABadConfigurationBeforeAnythingIsChanged() throws Exception {
    Process target = start("-Dbursar.account=from-property");

    assertThatThrownBy(() -> attach(target, "limits.usd=five"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("limits.usd = \"five\" (agent argument): takes ");
    assertThatThrownBy(() -> attach(target, "accounts=[{name: from-property, when: {host: h}}]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is already taken (as the JVM's own account)");
    assertThatThrownBy(() -> attach(target, "mode=off"))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("mode: off is in force for JVM " + target.pid());
    assertThat(target.isAlive()).isTrue();
  }

  @Test
  void readsTheEnvironmentThatTheJvmWasStartedWith() throws Exception {
    ProcessBuilder builder = command();
    builder.environment().put("BURSAR_LIMITS_CALLS", "many");
    Process target = up(builder);

    assertThatThrownBy(() -> attach(target, ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("limits.calls = \"many\" (environment BURSAR_LIMITS_CALLS)");
  }

  @Test
  void explainsAnAgentThatDoesNotStart() throws Exception {
    Process target = start();

    assertThatThrownBy(() -> attach(target, "store=" + directory.resolve("fails")))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("the agent did not start in JVM " + target.pid());
    assertThat(target.isAlive()).isTrue();
  }

  @Test
  void explainsAJarThatTheJvmCannotLoad() throws Exception {
    Process target = start();
    Files.delete(jar.toPath());

    assertThatThrownBy(() -> attach(target, "store=" + directory.resolve("store")))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("JVM " + target.pid() + " cannot load the agent");
  }

  @Test
  void explainsAJvmThatDoesNotLetItselfBeAttachedTo() throws Exception {
    Process target = start("-XX:+DisableAttachMechanism");

    assertThatThrownBy(() -> attach(target, ""))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("was started with -XX:+DisableAttachMechanism: start it with");
  }

  @Test
  void doesNotTouchAProcessThatIsNoJvm() throws Exception {
    Process target = new ProcessBuilder("sleep", "600").start();
    processes.add(target);

    assertThatThrownBy(() -> attach(target, ""))
        .isInstanceOf(CliException.class)
        .hasMessage(
            "process "
                + target.pid()
                + " is not a JVM: java -jar bursar.jar ps lists those that run here");
    assertThat(target.isAlive()).isTrue();
  }

  @Test
  void explainsAProcessThatIsNotThere() throws Exception {
    Process target = new ProcessBuilder("true").start();
    target.waitFor();

    assertThatThrownBy(() -> attach(target, ""))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("there is no process " + target.pid());
  }

  @Test
  void explainsFailuresOfTheApiByTheirWords() {
    assertThat(AttachFailure.explain(7, new IOException("Operation not permitted")))
        .startsWith("JVM 7 belongs to another user (Operation not permitted): run");
    assertThat(AttachFailure.explain(7, new IOException("No such process")))
        .startsWith("there is no process 7");
    assertThat(
            AttachFailure.explain(7, new IOException("Dynamic agent loading is not enabled. Use ")))
        .contains("-XX:+EnableDynamicAgentLoading, or with -javaagent");
    assertThat(AttachFailure.explain(7, new IOException("target doesn't respond within 10500ms")))
        .startsWith("JVM 7 does not answer (target doesn't respond within 10500ms): it is stopped");
  }

  @Test
  void doesNotTakeTheAnswerOfAnotherJavaForAFailure() {
    for (String success :
        new String[] {
          "0", "Failed to load agent library: 0", "Non-numeric value found - int expected"
        }) {
      assertThat(AttachFailure.isMisreadAnswer(new IOException(success))).isTrue();
    }
    IOException failure = new IOException("Failed to load agent library: 102");
    assertThat(AttachFailure.isMisreadAnswer(failure)).isFalse();
    assertThat(AttachFailure.explain(7, failure)).startsWith("the agent did not start in JVM 7");
    assertThat(AttachFailure.isMisreadAnswer(new IOException())).isFalse();
  }

  private JvmState attach(Process target, String arguments) throws Exception {
    return new Attachment(new TargetProcess(target.pid()), arguments).attach(jar);
  }

  private Process start(String... options) throws IOException {
    return up(command(options));
  }

  private static ProcessBuilder command(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(options));
    String classPath =
        place(Sleeper.class) + File.pathSeparator + place(dev.bursar.agent.report.JvmReport.class);
    command.addAll(
        List.of(
            "-cp",
            classPath + File.pathSeparator + place(JsonFactory.class),
            Sleeper.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder;
  }

  private Process up(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    processes.add(process);
    BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    assertThat(out.readLine()).isEqualTo("up");
    return process;
  }

  private static String place(Class<?> type) throws IOException {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
  }
}
