package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.agent.config.ConfigurationLoader;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.hooking.Hooks;
import dev.bursar.gate.Configurable;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Starts the agent in a JVM: reads the configuration, installs the hooks, and says in one line on
 * stderr what is in force. The store is opened, and all that needs it built, in the background when
 * the first class of an HTTP client appears. A later start in the same JVM changes the
 * configuration, and leaves the hooks as they are.
 *
 * <p>Threading: one start at a time.
 */
public final class Startup implements Configurable {
  private final Instrumentation instrumentation;
  private final String version = version();
  private List<String> arguments = Collections.emptyList();
  private Session session; // null while it is off

  private Startup(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Starts. Called by the entry class.
   *
   * @param arguments agent arguments, or null
   * @param instrumentation the JVM's
   * @param how {@code premain} or {@code attach}
   * @throws ConfigurationException when the configuration cannot be used; nothing has been changed
   */
  public static void start(String arguments, Instrumentation instrumentation, String how)
      throws ConfigurationException {
    Startup startup = new Startup(instrumentation);
    startup.configure(arguments, how);
    Gate.configurable(startup);
  }

  @Override
  public synchronized void configure(String added, String how) throws ConfigurationException {
    List<String> all = new ArrayList<>(arguments);
    all.add(added);
    Configuration next = new ConfigurationLoader(System.getenv(), System.getProperties()).load(all);
    if (next.mode() != Mode.OFF && next.calls().prices() != null) {
      Wiring.prices(next); // an error in it must show before anything has changed
    }
    boolean asked = how.equals("attach");
    if (session != null) {
      session.change(next, asked);
    } else if (next.mode() != Mode.OFF) {
      Session first = new Session(next, instrumentation, version, how);
      if (asked) {
        first.openNow();
      }
      session = first;
      Gate.tell(first);
      Hooks hooks =
          Hooks.install(instrumentation, first.governor(), first, Wiring.runs(next).methods());
      first.installed(hooks, asked);
    }
    String now = arguments.isEmpty() ? ": " : ": now ";
    arguments = all;
    // How attach, from outside, tells that an agent is in force here, and where it reports.
    System.setProperty("bursar.version", version);
    System.setProperty("bursar.running", next.inForce());
    if (session != null) {
      System.setProperty("bursar.report", session.reportFile().getPath());
    }
    System.err.println("bursar " + version + now + next.inForce());
  }

  private static String version() {
    try (InputStream in = Startup.class.getResourceAsStream("/dev/bursar/agent/version.txt")) {
      byte[] text = new byte[32];
      return new String(text, 0, in.read(text), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      return "(unknown version)";
    }
  }
}
