package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Set;

/** A Java installation. Immutable. */
final class JavaHome {
  /** From this version on, a Java can speak to the socket of another JVM by itself. */
  private static final int SOCKETS = 16;

  private static final String VERSION = "JAVA_VERSION=\"";

  private final File home;

  private JavaHome(File home) {
    this.home = home;
  }

  /** The one that a file of it lies in, or null. */
  static JavaHome above(File file) {
    for (File home = file.getParentFile(); home != null; home = home.getParentFile()) {
      if (new File(home, "release").isFile()) {
        return new JavaHome(home);
      }
    }
    return null;
  }

  /** The feature version in a version's text: 8 of 1.8.0_402, 17 of 17.0.15; 0 of null. */
  static int feature(String version) {
    String text = version == null ? "0" : version;
    String[] parts = (text.startsWith("1.") ? text.substring(2) : text).split("[^0-9]", 2);
    return parts[0].isEmpty() ? 0 : Integer.parseInt(parts[0]);
  }

  /**
   * Another Java that can attach, or null: the target's own, that of {@code JAVA_HOME} or the PATH,
   * or one that lies beside this one.
   */
  static JavaHome thatAttaches(TargetProcess target) {
    Set<File> homes = new LinkedHashSet<>();
    boolean apart = target.isApart();
    if (!apart && target.home() != null) {
      homes.add(target.home().home);
    }
    homes.add(new File(String.valueOf(System.getenv("JAVA_HOME"))));
    for (String directory : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      addHomeOf(new File(directory, "jcmd"), homes);
      addHomeOf(new File(directory, "java"), homes);
    }
    addAll(new File(System.getProperty("java.home")).getParentFile(), homes);
    addAll(new File("/usr/lib/jvm"), homes);
    for (File home : homes) {
      JavaHome java = new JavaHome(home);
      if (java.attaches(apart)) {
        return java;
      }
    }
    return null;
  }

  private static void addHomeOf(File program, Set<File> homes) {
    try {
      if (program.canExecute()) {
        homes.add(program.getCanonicalFile().getParentFile().getParentFile());
      }
    } catch (IOException | NullPointerException e) {
      // No home of a Java.
    }
  }

  private static void addAll(File parent, Set<File> homes) {
    File[] children = parent == null ? null : parent.listFiles();
    for (File child : children == null ? new File[0] : children) {
      homes.add(child);
    }
  }

  /** Its launcher. */
  File launcher() {
    return new File(home, "bin/java");
  }

  /** Whether this command can attach when that Java runs it. */
  private boolean attaches(boolean apart) {
    boolean hasApi =
        new File(home, "lib/tools.jar").isFile() || new File(home, "lib/libattach.so").isFile();
    return launcher().canExecute() && ((hasApi && !apart) || feature(version()) >= SOCKETS);
  }

  /** Its version, or null where that is not known. */
  String version() {
    try {
      byte[] release = Files.readAllBytes(new File(home, "release").toPath());
      String text = new String(release, StandardCharsets.UTF_8);
      int from = text.indexOf(VERSION) + VERSION.length();
      return from < VERSION.length() ? null : text.substring(from, text.indexOf('"', from));
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return home.getPath();
  }
}
