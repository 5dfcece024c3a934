package dev.bursar;

import dev.bursar.gate.AgentStart;
import dev.bursar.gate.InnerLoader;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URI;
import java.net.URL;
import java.util.jar.JarFile;

/**
 * The entry class: {@code -javaagent}, attach, and {@code java -jar}.
 *
 * <p>It holds no state and does next to nothing, because it is special in three ways:
 *
 * <ul>
 *   <li>It can be loaded by the boot loader (the jar is on the boot class path by its manifest) or
 *       by the system loader ({@code java -jar}, and a jar that has another name than the manifest
 *       says). So no class of its package may be apart from it.
 *   <li>It runs before {@code main}: no logging, no {@code java.nio.file}, no management API, for
 *       which apps set properties in {@code main}.
 *   <li>What it calls must be found by the boot loader first: a gate loaded by any other loader
 *       would be a second gate.
 * </ul>
 */
public final class Bursar {
  private static final String SELF = "dev/bursar/Bursar.class";

  /** The property by which {@code attach} learns why the agent did not start. */
  private static final String FAILED = "bursar.failed";

  private Bursar() {}

  /**
   * {@code java -javaagent:bursar.jar=ARGS}.
   *
   * @param args agent arguments, or null
   * @param instrumentation the JVM's
   */
  public static void premain(String args, Instrumentation instrumentation) {
    try {
      start(args, instrumentation, "premain");
    } catch (Throwable e) {
      // An uncaught exception would print a stack trace and abort; one line says as much.
      System.err.println("bursar: " + (isConfiguration(e) ? e.getMessage() : e));
      System.exit(1);
    }
  }

  /**
   * Attach to a running JVM. Where the agent is in force there already, this changes its
   * configuration. Where it cannot be put in force nothing has been changed; one line on stderr and
   * a property say why.
   *
   * @param args agent arguments, or null
   * @param instrumentation the JVM's
   */
  public static void agentmain(String args, Instrumentation instrumentation) {
    try {
      start(args, instrumentation, "attach");
      System.clearProperty(FAILED);
    } catch (Throwable e) {
      // An exception would have the JVM print a page on the app's stderr, and tell who attaches no
      // more than that there was one.
      boolean told = isConfiguration(e) || e instanceof IllegalStateException;
      String why = told ? e.getMessage() : String.valueOf(e);
      System.setProperty(FAILED, (isConfiguration(e) ? "configuration: " : "") + why);
      System.err.println("bursar: " + why + "; nothing has been changed");
    }
  }

  /**
   * {@code java -jar bursar.jar COMMAND}.
   *
   * @param args the command line
   * @throws Exception when the jar is damaged
   */
  public static void main(String[] args) throws Exception {
    Class<?> cli = new InnerLoader(jar()).loadClass("dev.bursar.agent.cli.Main");
    System.exit((Integer) cli.getMethod("run", String[].class).invoke(null, (Object) args));
  }

  // By its name: the class itself lies in our own loader.
  private static boolean isConfiguration(Throwable e) {
    return e instanceof IllegalArgumentException
        || e.getClass().getSimpleName().equals("ConfigurationException");
  }

  private static void start(String args, Instrumentation instrumentation, String how)
      throws Exception {
    File jar = jar();
    if (isTool()) {
      return;
    }
    if (Bursar.class.getClassLoader() != null) {
      instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar));
    }
    AgentStart.start(args, instrumentation, how, jar);
  }

  // JAVA_TOOL_OPTIONS reaches the JDK's own tools too: they make no LLM calls.
  private static boolean isTool() {
    String command = System.getProperty("sun.java.command", "");
    return command.startsWith("jdk.") || command.startsWith("sun.tools.");
  }

  private static File jar() throws Exception {
    URL url = ClassLoader.getSystemResource(SELF);
    String path = url == null ? "" : url.toString();
    int end = path.lastIndexOf("!/");
    if (!path.startsWith("jar:file:") || end < 0) {
      throw new IllegalStateException(
          "the agent must be started from its own jar, not from "
              + (path.isEmpty() ? "a jar that it was merged into" : path)
              + "; use bursar.jar as it was built");
    }
    return new File(new URI(path.substring("jar:".length(), end)));
  }
}
