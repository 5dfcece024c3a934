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

/**
 * Loads the agent into a JVM that runs, or has the one that is in it change its configuration, and
 * learns from the JVM's report what came of it.
 */
final class Attachment {
  /** What the entry class puts before the message of a wrong configuration. */
  static final String WRONG = "configuration: ";

  private static final long LOAD_SECONDS = 60;
  private static final long REPORT_MILLIS = 10_000;
  private static final long POLL_MILLIS = 50;
  private static final long START_MILLIS = 2_000;

  private final TargetProcess process;
  private final long pid;
  private final String arguments;
  private boolean already;

  Attachment(TargetProcess process, String arguments) {
    this.process = process;
    this.pid = process.pid();
    this.arguments = arguments;
  }

  /** Whether the agent was in the JVM before, so that only its configuration was changed. */
  boolean already() {
    return already;
  }

  /**
   * Attaches.
   *
   * @return what the JVM reports of itself, now that the agent is in it; null where this Java
   *     cannot attach
   * @throws ConfigurationException when what would be in force there is wrong; nothing was changed
   */
  JvmState attach(File jar) throws CliException, ConfigurationException, InterruptedException {
    refuse();
    try (Connection connection = connect()) {
      if (connection == null) {
        return null;
      }
      Properties before = connection.properties();
      already = before.getProperty("bursar.version") != null;
      check(before);
      JvmState reported = read(before);
      File seen = JarInside.of(process, jar);
      Exception failure = null;
      try {
        within(() -> load(connection, seen));
      } catch (CliException e) {
        throw e;
      } catch (Exception e) {
        failure = e;
      }
      return result(connection.properties(), reported, failure);
    } catch (CliException | ConfigurationException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new CliException(AttachFailure.explain(pid, e), e);
    }
  }

  /** A JVM that has just been started may not handle SIGQUIT for some moments. */
  private void refuse() throws CliException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    Obstacle obstacle = Obstacles.of(process);
    while (obstacle != null && obstacle.passes() && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      obstacle = Obstacles.of(process);
    }
    if (obstacle != null) {
      throw new CliException(obstacle.toString());
    }
  }

  /** Null where this Java cannot. The API of older ones does not find JVMs in containers. */
  private Connection connect() throws Exception {
    AttachApi api = process.isApart() ? null : AttachApi.find();
    if (api != null) {
      return api.attach(pid);
    }
    return AttachSocket.isHere() ? AttachSocket.open(process) : null;
  }

  private void check(Properties properties) throws CliException, ConfigurationException {
    if (already) {
      checkVersion(properties.getProperty("bursar.version"));
    } else if (!process.isApart()) {
      // The whole configuration is read here first: what is wrong is told before it is loaded.
      Map<String, String> known = process.environment();
      Configuration configuration =
          new ConfigurationLoader(known == null ? System.getenv() : known, properties)
              .load(arguments);
      if (configuration.mode() == Mode.OFF) {
        throw off();
      }
    }
  }

  private void checkVersion(String inForce) throws CliException {
    String own;
    try {
      own = BursarCommand.Version.read();
    } catch (IOException e) {
      throw new CliException("the jar is damaged: " + e.getMessage(), e);
    }
    if (!inForce.equals(own)) {
      throw new CliException(
          "Bursar "
              + inForce
              + " is in force in JVM "
              + pid
              + ", and this is Bursar "
              + own
              + ": change its configuration with the jar of "
              + inForce
              + ", or start the JVM anew with this one");
    }
  }

  private CliException off() {
    return new CliException(
        "mode: off is in force for JVM " + pid + ": it is as it was; give mode=enforce in ARGS");
  }

  private JvmState result(Properties now, JvmState before, Exception failure) throws Exception {
    String told = now.getProperty("bursar.failed");
    if (told != null && told.startsWith(WRONG)) {
      throw new ConfigurationException(told.substring(WRONG.length()));
    }
    if (told != null) {
      throw new CliException(
          "the agent did not start in JVM " + pid + ": " + told + "; the JVM is as it was",
          failure);
    }
    if (failure != null) {
      throw failure;
    }
    if (now.getProperty("bursar.report") == null && now.getProperty("bursar.running") != null) {
      throw off();
    }
    return await(now, before);
  }

  private Void load(Connection connection, File jar) throws Exception {
    try {
      connection.loadAgent(jar, arguments);
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

  /** The report of what is in force now. */
  private JvmState await(Properties now, JvmState before)
      throws CliException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPORT_MILLIS);
    while (System.nanoTime() < deadline) {
      JvmState state = read(now);
      if (state != null
          && state.alive()
          && (before == null || !state.configured().equals(before.configured()))) {
        return state;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new CliException(
        "JVM "
            + pid
            + " took the agent but has not reported to "
            + now.getProperty("bursar.report")
            + ": its standard error, or bursar.log in the store, says why");
  }

  private JvmState read(Properties properties) {
    String report = properties.getProperty("bursar.report");
    try {
      return report == null ? null : JvmReportReader.read(process.inside(report), pid);
    } catch (IOException e) {
      return null;
    }
  }
}
