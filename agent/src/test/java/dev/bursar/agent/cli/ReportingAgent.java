package dev.bursar.agent.cli;

import dev.bursar.agent.report.JvmReport;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** An agent that reports as Bursar's does, and nothing else. */
final class ReportingAgent {
  private ReportingAgent() {}

  /**
   * Starts it.
   *
   * @param arguments {@code store=DIR}, with what it must do behind the directory
   */
  public static void agentmain(String arguments) throws IOException {
    File store = new File(arguments.substring("store=".length()));
    if (store.getName().equals("fails")) {
      throw new IllegalStateException("told to fail");
    }
    if (store.getName().equals("refuses")) {
      System.setProperty("bursar.failed", "told to refuse");
      return;
    }
    if (store.getName().equals("misread")) {
      System.setProperty("bursar.failed", Attachment.WRONG + "no such key");
      return;
    }
    if (!store.isDirectory() && !store.mkdirs()) {
      throw new IOException("cannot make " + store);
    }
    System.setProperty("bursar.version", "0.1.0");
    System.setProperty("bursar.running", "all of it");
    System.setProperty(
        "bursar.report", JvmReport.file(store, ProcessHandle.current().pid()).getPath());
    if (!store.getName().equals("silent")) {
      String now = Instant.now().toString();
      JvmReport.Jvm jvm =
          new JvmReport.Jvm(
              ProcessHandle.current().pid(),
              now,
              now,
              "attach",
              "0.1.0",
              "enforce",
              "a",
              "all of it");
      new JvmReport(store, jvm)
          .write(List.of(new JvmReport.Hook("okhttp", "not loaded", null)), 0, null, List.of());
    }
  }
}
