package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.ConfigurationException;
import dev.bursar.agent.config.ConfigurationLoader;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.hooking.Hooks;
import dev.bursar.gate.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;

/**
 * Starts the agent in a JVM: reads the configuration, installs the hooks, and says in one line on
 * stderr what is in force. The store is opened, and all that needs it built, in the background when
 * the first class of an HTTP client appears.
 */
public final class Startup {
  private Startup() {}

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
    Configuration configuration =
        new ConfigurationLoader(System.getenv(), System.getProperties()).load(arguments);
    String version = version();
    if (configuration.mode() != Mode.OFF) {
      if (configuration.calls().prices() != null) {
        Wiring.prices(configuration); // an error in it must show before anything has changed
      }
      Session session = new Session(configuration, instrumentation, version, how);
      Gate.tell(session);
      Hooks hooks =
          Hooks.install(
              instrumentation, session.governor(), session, Wiring.runs(configuration).methods());
      // How attach, from outside, tells that an agent is in force here.
      System.setProperty("bursar.running", configuration.inForce());
      session.installed(hooks, how.equals("attach"));
    }
    System.err.println("bursar " + version + ": " + configuration.inForce());
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
