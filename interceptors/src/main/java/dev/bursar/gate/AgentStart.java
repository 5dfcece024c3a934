package dev.bursar.gate;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Lives in the boot loader. Hands over to the agent proper, which lies inside the jar. Public and
 * apart from the entry class, which another loader may have loaded.
 */
public final class AgentStart {
  private AgentStart() {}

  /**
   * Puts the agent in force, or changes what is in force already.
   *
   * @param args agent arguments, or null
   * @param instrumentation the JVM's
   * @param how {@code premain} or {@code attach}
   * @param jar the agent's jar, which the boot loader has by now
   * @throws Exception when the agent cannot be put in force; then nothing has been changed
   */
  public static void start(String args, Instrumentation instrumentation, String how, File jar)
      throws Exception {
    Configurable inForce = Gate.configurable();
    if (inForce != null) {
      inForce.configure(args, how);
      return;
    }
    Class<?> startup = new InnerLoader(jar).loadClass("dev.bursar.agent.start.Startup");
    try {
      startup
          .getMethod("start", String.class, Instrumentation.class, String.class)
          .invoke(null, args, instrumentation, how);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Exception) {
        throw (Exception) cause;
      }
      throw (Error) cause;
    }
  }
}
