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
  /** The property by which a JVM with the agent tells what is in force in it. */
  private static final String RUNNING = "bursar.running";

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
    File report;
    try (AttachApi.Target target = api.attach(pid)) {
      Properties properties = target.properties();
      report = reportOf(process.environment(), properties);
      refuseTwice(properties.getProperty(RUNNING), read(report));
      within(() -> load(target, jar));
    } catch (CliException | ConfigurationException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new CliException(AttachFailure.explain(pid, e), e);
    }
    return await(report);
  }

  /** Reads the JVM's whole configuration here first: what is wrong is told before it is changed. */
  private File reportOf(Map<String, String> environment, Properties properties)
      throws ConfigurationException, CliException {
    Map<String, String> known = environment == null ? System.getenv() : environment;
    Configuration configuration = new ConfigurationLoader(known, properties).load(arguments);
    if (configuration.mode() == Mode.OFF) {
      throw new CliException(
          "mode: off is in force for JVM " + pid + ": it is as it was; give mode=enforce in ARGS");
    }
    return new File(JvmReports.directory(configuration.store()), pid + ".json");
  }

  private void refuseTwice(String running, JvmState reported) throws CliException {
    if (running != null || (reported != null && reported.alive())) {
      throw new CliException(
          "the agent runs in JVM "
              + pid
              + " already ("
              + (running == null ? reported.inForce() : running)
              + "); what is in force stays until the JVM ends");
    }
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

  private JvmState await(File report) throws CliException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPORT_MILLIS);
    while (System.nanoTime() < deadline) {
      JvmState state = read(report);
      if (state != null && state.alive()) {
        return state;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new CliException(
        "JVM "
            + pid
            + " took the agent but has not reported to "
            + report
            + ": its standard error, or bursar.log in the store, says why");
  }

  private static JvmState read(File report) {
    try {
      return JvmReportReader.read(report);
    } catch (IOException e) {
      return null;
    }
  }
}
