package dev.bursar.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class JvmProcessTest {
  @Test
  void readsTheStartThatJava8CannotAskFor() {
    assumeTrue(new File("/proc/self/stat").exists(), "skipped: no /proc here");
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();

    assertThat(JvmProcess.startedByProc(ProcessHandle.current().pid()))
        .isCloseTo(started, within(2, ChronoUnit.SECONDS));
    assertThat(JvmProcess.startedByProc(Long.MAX_VALUE)).isNull();
  }

  @Test
  void knowsAProcessByItsStart() {
    long pid = ProcessHandle.current().pid();

    assertThat(JvmProcess.isAlive(pid, Instant.now().toString())).isTrue();
    assertThat(JvmProcess.isAlive(pid, "2001-01-01T00:00:00Z")).isFalse();
    assertThat(JvmProcess.isAlive(pid, "yesterday")).isTrue();
    assertThat(JvmProcess.isAlive(Long.MAX_VALUE, Instant.now().toString())).isFalse();
  }
}
