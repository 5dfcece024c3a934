package dev.bursar.agent.cli;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.agent.config.ConfigurationLoader;
import dev.bursar.agent.config.Mode;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Loads the agent into a JVM that runs, and learns from the JVM's report what came of it. */
final class Attachment {
  private static final long LOAD_SECONDS = 60;
  private static final long REPORT_MILLIS = 10_000;
  private static final long POLL_MILLIS = 50;

  private final long pid;
  private final String arguments;

  Attachment(long pid, String arguments) {
    this.pid = pid;
    this.arguments = arguments;
  }

  /**
   * Attaches.
   *
   * @return what the JVM reports of itself, now that the agent is in it
   * @throws ConfigurationException when what would be in force there is wrong; nothing was changed
   */
  JvmState attach(File jar) throws CliException, ConfigurationException, InterruptedException {
    TargetProcess process = new TargetProcess(pid);
    process.check();
    AttachApi api = AttachApi.find();
    long before = System.currentTimeMillis();
    File store;
    try (AttachApi.Target target = api.attach(pid)) {
      store = storeOf(process.environment(), target.properties());
      within(() -> load(target, jar));
    } catch (CliException | ConfigurationException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new CliException(AttachFailure.explain(pid, e), e);
    }
    return await(store, before);
  }

  /** Reads the JVM's whole configuration here first: what is wrong is told before it is changed. */
  private File storeOf(Map<String, String> environment, Properties properties)
      throws ConfigurationException, CliException {
    Map<String, String> known = environment == null ? System.getenv() : environment;
    Configuration configuration = new ConfigurationLoader(known, properties).load(arguments);
    if (configuration.mode() == Mode.OFF) {
      throw new CliException(
          "mode: off is in force for JVM " + pid + ": it is as it was; give mode=enforce in ARGS");
    }
    return configuration.store();
  }

  private Void load(AttachApi.Target target, File jar) throws Exception {
    try {
      target.loadAgent(jar, arguments);
    } catch (Exception e) {
      if (!AttachFailure.isMisreadAnswer(e)) {
        throw e;
      }
    }
    return null;
  }

  private void within(java.util.concurrent.Callable<Void> work) throws Exception {
    FutureTask<Void> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "attach");
    thread.setDaemon(true);
    thread.start();
    try {
      task.get(LOAD_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) {
        throw (Exception) e.getCause();
      }
      throw e;
    } catch (TimeoutException e) {
      throw new CliException(
          "JVM "
              + pid
              + " has not loaded the agent after "
              + LOAD_SECONDS
              + " s: it is stopped or very busy; doctor tells once it has",
          e);
    }
  }

  private JvmState await(File store, long since) throws CliException, InterruptedException {
    File report = new File(JvmReports.directory(store), pid + ".json");
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPORT_MILLIS);
    JvmState earlier = null;
    do {
      JvmState state = read(report);
      // File systems round times down.
      if (state != null && report.lastModified() >= since - 2_000) {
        return state;
      }
      earlier = state;
      Thread.sleep(POLL_MILLIS);
    } while (System.nanoTime() < deadline);
    if (earlier != null && earlier.alive()) {
      return earlier;
    }
    throw new CliException(
        "JVM "
            + pid
            + " took the agent but has not reported to "
            + report
            + ": its standard error and "
            + new File(store, "bursar.log")
            + " say why");
  }

  private static JvmState read(File report) {
    try {
      return JvmReportReader.read(report);
    } catch (IOException e) {
      return null;
    }
  }
}
