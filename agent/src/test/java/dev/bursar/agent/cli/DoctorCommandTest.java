package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.report.JvmReport;
import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path directory;
  private Cli cli;
  private File place;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    place = directory.resolve("home/.bursar").toFile();
  }

  @Test
  void isContentWithNothingAndMakesNothing() {
    assertThat(cli.run("doctor")).isZero();
    assertThat(cli.out()).contains("none at " + place + " yet");
    assertThat(cli.out()).endsWith("all is sound\n");
    assertThat(cli.err()).isEmpty();
    assertThat(place).doesNotExist();
  }

  @Test
  void isContentWithAStoreThatHolds() throws Exception {
    makeStore();
    report(PID, now(), 0, null, hook("okhttp", "live", "RealCall"));

    assertThat(cli.run("doctor")).isZero();
    assertThat(cli.out())
        .contains(place + " is consistent: accounts 1, open holds 0")
        .contains("the price table is of ")
        .contains("ok  jvm " + PID + " ")
        .contains("enforce; account default: usd 5.00 per day")
        .contains("hook okhttp live: RealCall")
        .doesNotContain("CARE");
  }

  @Test
  void answersInJson() throws Exception {
    makeStore();
    report(PID, now(), 2, "it broke", hook("okhttp", "does not fit", "no execute()"));

    assertThat(cli.run("doctor", "--json")).isEqualTo(1);

    Map<?, ?> answer = (Map<?, ?>) cli.json().get(0);
    assertThat(answer.get("store")).isEqualTo(place.getPath());
    assertThat(answer.get("sound")).isEqualTo(false);
    assertThat(answer.get("findings"))
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .contains(
            Map.of(
                "about",
                "jvm " + PID,
                "sound",
                false,
                "finding",
                "hook okhttp does not fit: no execute()",
                "way_out",
                "calls through it are not metered in this JVM: take a supported version of the"
                    + " library, and report this one"));
    Map<?, ?> jvm = (Map<?, ?>) ((List<?>) answer.get("jvms")).get(0);
    assertThat(jvm.get("pid")).isEqualTo(PID);
    assertThat(jvm.get("alive")).isEqualTo(true);
    assertThat(jvm.get("java")).isEqualTo(System.getProperty("java.version"));
    assertThat(jvm.get("how")).isEqualTo("attach");
    assertThat(jvm.get("version")).isEqualTo("0.1.0");
    assertThat(jvm.get("mode")).isEqualTo("observe");
    assertThat(jvm.get("account")).isEqualTo("team-a");
    assertThat(jvm.get("in_force")).isEqualTo("enforce; account default: usd 5.00 per day");
    assertThat(jvm.get("hooks"))
        .isEqualTo(
            List.of(Map.of("name", "okhttp", "state", "does not fit", "detail", "no execute()")));
    assertThat(jvm.get("faults")).isEqualTo(2L);
    assertThat(jvm.get("last_fault")).isEqualTo("it broke");
    assertThat(jvm.get("unmetered")).isEqualTo(0L);
  }

  @Test
  void tellsOfConnectionsThatNoHookSaw() throws Exception {
    makeStore();
    String raw = "com.acme.Raw";
    reportConnections(
        PID, new JvmReport.Connections("api.x.ai", raw, 3, 1, "2026-08-02T00:00:00Z"));
    reportConnections(
        1 << 30,
        new JvmReport.Connections("api.x.ai", raw, 2, 0, "2026-08-01T00:00:00Z"),
        new JvmReport.Connections("api.groq.com", raw, 1, 0, "2026-08-03T00:00:00Z"));

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out())
        .contains(
            "connections to a provider that no hook saw: 3 to api.x.ai, opened by com.acme.Raw,"
                + " since 2026-08-02T00:00:00Z; refused 1")
        .contains(", not metered 3\n");
    cli.run("doctor", "--json");
    assertThat(cli.json().get(0))
        .extracting("jvms", InstanceOfAssertFactories.list(Map.class))
        .filteredOn(told -> told.get("pid").equals(PID))
        .singleElement()
        .hasFieldOrPropertyWithValue("unmetered", 3L)
        .hasFieldOrPropertyWithValue(
            "unmetered_connections",
            List.of(connections("api.x.ai", 3L, 1L, "2026-08-02T00:00:00Z")));
    cli.run("status");
    assertThat(cli.out())
        .endsWith(
            "not metered: connections that no hook saw: 5 to api.x.ai, opened by com.acme.Raw,"
                + " since 2026-08-01T00:00:00Z; refused 1\n"
                + "not metered: connections that no hook saw: 1 to api.groq.com, opened by"
                + " com.acme.Raw, since 2026-08-03T00:00:00Z\n");
    cli.run("status", "--json");
    assertThat(cli.json().get(0)).extracting("unmetered").isEqualTo(6L);
    assertThat(cli.json().get(0))
        .extracting("unmetered_connections")
        .isEqualTo(
            List.of(
                connections("api.x.ai", 5L, 1L, "2026-08-01T00:00:00Z"),
                connections("api.groq.com", 1L, 0L, "2026-08-03T00:00:00Z")));
  }

  private static Map<String, Object> connections(
      String host, long count, long refused, String since) {
    return Map.of(
        "host", host, "opener", "com.acme.Raw", "count", count, "refused", refused, "since", since);
  }

  private void reportConnections(long pid, JvmReport.Connections... connections)
      throws IOException {
    JvmReport.Jvm jvm =
        new JvmReport.Jvm(pid, now(), now(), "premain", "0.1.0", "enforce", "default", "enforce");
    new JvmReport(place, jvm).write(List.of(), 0, null, List.of(connections));
  }

  @Test
  void statusTellsTheModeThatTheJvmsReport() throws Exception {
    makeStore();
    report(PID, now(), 0, null);

    cli.run("status", "--json");
    assertThat(cli.json().get(0)).extracting("mode").isEqualTo("observe");
  }

  @ParameterizedTest
  @CsvSource({"does not fit, CARE", "failed, CARE", "live, ok", "not loaded, ok"})
  void caresForHooksThatDoNotWork(String state, String level) throws Exception {
    makeStore();
    report(PID, now(), 0, null, hook("okhttp", state, ""));

    assertThat(cli.run("doctor")).isEqualTo(level.equals("ok") ? 0 : 1);
    assertThat(cli.out().lines())
        .filteredOn(line -> line.endsWith("hook okhttp " + state))
        .singleElement()
        .asString()
        .startsWith(level);
  }

  @Test
  void caresForFaults() throws Exception {
    makeStore();
    report(PID, now(), 3, "java.lang.IllegalStateException: odd");

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out())
        .contains(
            "faults of the agent's own: 3, the last one: java.lang.IllegalStateException: odd")
        .contains("-> see " + new File(place, "bursar.log"));
    assertThat(cli.out()).endsWith("something needs care, see above\n");
  }

  @Test
  void showsAJvmThatHasEndedAndHoldsNothingAgainstIt() throws Exception {
    makeStore();
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    report(ended.pid(), now(), 3, "odd", hook("okhttp", "failed", "odd"));

    assertThat(cli.run("doctor")).isZero();
    assertThat(cli.out())
        .contains("jvm " + ended.pid())
        .contains("ended; Java ")
        .contains("faults 3");
  }

  @Test
  void isNotFooledByAProcessNumberThatIsUsedAgain() throws Exception {
    makeStore();
    report(PID, "2001-01-01T00:00:00Z", 3, "odd");

    assertThat(cli.run("doctor")).isZero();
    assertThat(cli.out()).contains("ended; ");
  }

  @ParameterizedTest
  @CsvSource({
    "'', has null",
    "[], has START_ARRAY",
    "'{\"pid\":1}', it has no pid or no start",
    "'{\"pid\":1,\"started\":\"x\",\"hooks\":5}', has VALUE_NUMBER_INT",
    "'{\"pid\":', Unexpected end",
  })
  void caresForReportsThatCannotBeRead(String content, String why) throws Exception {
    makeStore();
    Path reports = Files.createDirectory(place.toPath().resolve("jvms"));
    Files.writeString(reports.resolve("1.json"), content);
    Files.writeString(reports.resolve("2.json.draft"), "half");

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out()).contains(reports.resolve("1.json") + " cannot be read: ").contains(why);
    assertThat(cli.out()).doesNotContain("2.json");
  }

  @Test
  void caresForAStoreThatCannotBeRead() throws Exception {
    makeStore();
    Files.write(place.toPath().resolve("header"), new byte[64]);

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out().lines()).anyMatch(line -> line.startsWith("CARE  store"));
  }

  @Test
  void caresForAStoreThatHasLostItsHeader() throws Exception {
    makeStore();
    Files.delete(place.toPath().resolve("header"));

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out().lines()).anyMatch(line -> line.startsWith("CARE  store"));
  }

  @Test
  void repairsADamagedStoreOnlyWhenToldTo() throws Exception {
    makeStore();
    damage();
    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out()).contains("the central journal is not empty").contains("doctor --repair");
    assertThat(place.list()).noneMatch(name -> name.startsWith("damaged-"));

    assertThat(cli.run("doctor", "--repair")).isZero();
    assertThat(cli.out())
        .contains("ok  repair  the files as they were are in " + place + "/damaged-")
        .contains("the journal of all stripes was damaged and is empty now")
        .contains("is consistent: accounts 1");
    assertThat(place.list()).anyMatch(name -> name.startsWith("damaged-"));

    assertThat(cli.run("doctor")).isZero();
    assertThat(cli.run("doctor", "--repair")).isZero();
    assertThat(cli.out()).contains("repair  nothing to do");
  }

  private void damage() throws IOException {
    try (RandomAccessFile header = new RandomAccessFile(new File(place, "header"), "rw")) {
      header.seek(144); // how many entries of the central journal are valid
      header.write(4);
    }
  }

  @Test
  void warnsOfADirectoryThatOthersCanWrite() throws Exception {
    makeStore();
    Files.setPosixFilePermissions(place.toPath(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out())
        .contains("can be written by other users, who could delete the ledger")
        .contains("-> chmod 700 " + place);
  }

  @Test
  void caresForAStoreThatOthersCanRead() throws Exception {
    makeStore();
    Files.setPosixFilePermissions(place.toPath(), PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(cli.run("doctor")).isEqualTo(1);
    assertThat(cli.out()).contains("is open to other users").contains("-> chmod 700 " + place);
  }

  @Test
  void caresForOldPrices() {
    JvmReports none = JvmReports.read(place);

    assertThat(new Doctor(place, none, LocalDate.of(2026, 12, 1), false).examine())
        .noneMatch(Finding::needsCare);
    assertThat(new Doctor(place, none, LocalDate.of(2030, 1, 1), false).examine())
        .filteredOn(Finding::needsCare)
        .singleElement()
        .satisfies(finding -> assertThat(finding.subject()).isEqualTo("prices"))
        .satisfies(finding -> assertThat(finding.text()).contains("days old"));
  }

  @ParameterizedTest
  @CsvSource({
    "1.8.0_402, 8",
    "8, 8",
    "11.0.2, 11",
    "17, 17",
    "26-ea, 26",
    "25.0.1+8, 25",
    "x, 0",
    "'', 0"
  })
  void readsJavaVersions(String version, int feature) {
    assertThat(Doctor.feature(version)).isEqualTo(feature);
  }

  private void makeStore() {
    try (Store store = Store.open(place, StoreOptions.builder().accounts(10).holds(10).build())) {
      Account account = store.ledger().account("default", null, Limits.unlimited());
      store.ledger().refused(account);
    }
  }

  private void report(
      long pid, String started, long faults, String lastFault, JvmReport.Hook... hooks)
      throws IOException {
    JvmReport.Jvm jvm =
        new JvmReport.Jvm(
            pid,
            started,
            started,
            "attach",
            "0.1.0",
            "observe",
            "team-a",
            "enforce; account default: usd 5.00 per day");
    new JvmReport(place, jvm).write(List.of(hooks), faults, lastFault, List.of());
  }

  private static JvmReport.Hook hook(String name, String state, String detail) {
    return new JvmReport.Hook(name, state, detail);
  }

  private static String now() {
    return Instant.now().toString();
  }
}
