package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What Linux and the JVM's own files tell of a process before it is attached to. It is only looked
 * at. Where there is no {@code /proc}, nothing is known and nothing is held against it.
 *
 * <p>Threading: one thread.
 */
final class TargetProcess {
  private static final int SIGQUIT = 3;

  private final long pid;
  private final File proc;
  private Map<String, String> perfData;
  private String maps;
  private String options;

  TargetProcess(long pid) {
    this.pid = pid;
    this.proc = new File("/proc/" + pid);
  }

  long pid() {
    return pid;
  }

  /** Its directory under {@code /proc}. */
  File proc() {
    return proc;
  }

  /** The name of its user, or null where that is not known. */
  String user() {
    return owner(proc);
  }

  /** The name of this command's own user, or null where that is not known. */
  static String self() {
    return owner(new File("/proc/self"));
  }

  private static String owner(File file) {
    try {
      return Files.getOwner(file.toPath()).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /** Its number in its own namespace, which differs in a container. */
  long pidInside() {
    String all = status("NSpid");
    return all == null ? pid : Long.parseLong(all.substring(all.lastIndexOf('\t') + 1).trim());
  }

  /** Whether it has files or process numbers of its own, as in a container. */
  boolean isApart() {
    return pidInside() != pid
        || (proc.isDirectory() && !(same(new File("/")) && same(new File("/tmp"))));
  }

  /** Whether a path names the same file there as here. */
  boolean same(File file) {
    Path there = new File(proc, "root" + file.getAbsolutePath()).toPath();
    try {
      return Files.exists(there) && Files.isSameFile(there, file.toPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Where this command finds a file of the process. */
  File inside(String path) {
    return isApart() ? new File(proc, "root" + path) : new File(path);
  }

  /** Whether it is a JVM: by what it has mapped, or by its name where that may not be read. */
  boolean isJvm() {
    if (proc.isDirectory() && maps().isEmpty()) {
      String program = words("cmdline").split("\0", 2)[0];
      return program.substring(program.lastIndexOf('/') + 1).equals("java");
    }
    return !proc.isDirectory() || library() != null;
  }

  /** Where it has HotSpot from, in its own files; null where that is not known. */
  String library() {
    String name = "/libjvm.so";
    int end = maps().indexOf(name + "\n");
    return end < 0
        ? null
        : maps().substring(maps().indexOf('/', maps().lastIndexOf('\n', end) + 1), end) + name;
  }

  /** Its Java, or null where that is not known. */
  JavaHome home() {
    String library = library();
    return library == null ? null : JavaHome.above(inside(library));
  }

  /** Whether its Java lacks the library of agents, as a small runtime may. */
  boolean lacksInstrument() {
    String library = library();
    File directory = library == null ? null : inside(library).getParentFile();
    return directory != null
        && directory.isDirectory()
        && !new File(directory.getParentFile(), "libinstrument.so").exists();
  }

  /** Its Java version, or null where that is not known. */
  String java() {
    String version = perfData().get("java.property.java.version");
    JavaHome home = version == null ? home() : null;
    return home == null ? version : home.version();
  }

  /** Its Java's feature version, 8, 11, 17, …; 0 where that is not known. */
  int feature() {
    return JavaHome.feature(java());
  }

  /** Its main class or jar, or empty where that is not known. */
  String main() {
    String command = perfData().get("sun.rt.javaCommand");
    return command == null ? LaunchLine.main(words("cmdline")) : command.split(" ", 2)[0];
  }

  /** What the JVM was told at its start, as far as it shows. */
  private String options() {
    if (options == null) {
      String known = perfData().get("java.rt.vmArgs");
      options =
          " "
              + (known == null
                  ? words("environ").replace('\0', ' ') + " " + words("cmdline").replace('\0', ' ')
                  : known + " " + perfData().getOrDefault("java.rt.vmFlags", ""))
              + " ";
    }
    return options;
  }

  /** Whether a flag of HotSpot's was set: {@code +}, {@code -}, or 0 where it was not. */
  char flag(String name) {
    int on = options().lastIndexOf("-XX:+" + name);
    int off = options().lastIndexOf("-XX:-" + name);
    return on == off ? 0 : on > off ? '+' : '-';
  }

  /** Whether it was started with {@code -javaagent} and this jar, by its name. */
  boolean startedWithAgent() {
    int flag = options().indexOf(" -javaagent:");
    int jar = options().indexOf("bursar.jar", flag + 1);
    return flag >= 0 && jar >= 0 && options().lastIndexOf(" -", jar) >= flag;
  }

  /** Whether it handles SIGQUIT, of which it would die else; true where that is not known. */
  boolean catchesQuit() {
    String caught = status("SigCgt");
    return caught == null || (Long.parseUnsignedLong(caught.trim(), 16) >> (SIGQUIT - 1) & 1) == 1;
  }

  /** The socket on which it listens once somebody has attached. */
  File socket() {
    return inside("/tmp/.java_pid" + pidInside());
  }

  /** The environment that it was started with, or null where that is not known. */
  Map<String, String> environment() {
    String text = words("environ");
    if (text.isEmpty()) {
      return null;
    }
    Map<String, String> environment = new HashMap<>();
    for (String variable : text.split("\0", -1)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }

  private String maps() {
    if (maps == null) {
      maps = words("maps");
    }
    return maps;
  }

  private Map<String, String> perfData() {
    if (perfData == null) {
      perfData = new HashMap<>();
      File[] users = inside("/tmp").listFiles((tmp, name) -> name.startsWith("hsperfdata_"));
      for (File user : users == null ? new File[0] : users) {
        File file = new File(user, Long.toString(pidInside()));
        if (file.isFile() && String.valueOf(owner(file)).equals(user())) {
          perfData = PerfData.read(file);
        }
      }
    }
    return perfData;
  }

  private String status(String field) {
    String text = "\n" + words("status");
    int at = text.indexOf("\n" + field + ":");
    return at < 0
        ? null
        : text.substring(at + field.length() + 2, text.indexOf('\n', at + 1)).trim();
  }

  private String words(String name) {
    try {
      return new String(
          Files.readAllBytes(new File(proc, name).toPath()), Charset.defaultCharset());
    } catch (IOException e) {
      return "";
    }
  }
}
