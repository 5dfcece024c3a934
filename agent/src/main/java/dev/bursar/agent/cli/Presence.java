package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Whether the agent is in a JVM: by the store that the JVM has open from its first use of HTTP on,
 * where it reports; until then by the flag that it was started with. Immutable.
 */
final class Presence {
  /** The file of a store that every JVM on it keeps open. */
  private static final String STORE = "/processes";

  private final boolean loaded;
  private final JvmState report;

  private Presence(boolean loaded, JvmState report) {
    this.loaded = loaded;
    this.report = report;
  }

  static Presence in(TargetProcess process) {
    JvmState report = null;
    File[] open = new File(process.proc(), "fd").listFiles();
    for (File descriptor : open == null ? new File[0] : open) {
      String path = link(descriptor);
      if (path.endsWith(STORE) && report == null) {
        report = report(process, path.substring(0, path.length() - STORE.length()));
      }
    }
    return new Presence(report != null || process.startedWithAgent(), report);
  }

  private static String link(File descriptor) {
    try {
      return Files.readSymbolicLink(descriptor.toPath()).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // closed meanwhile
    }
  }

  private static JvmState report(TargetProcess process, String store) {
    String file = store + "/jvms/" + process.pidInside() + ".json";
    try {
      return JvmReportReader.read(process.inside(file), process.pid());
    } catch (IOException e) {
      return null;
    }
  }

  /** Whether it is there at all. */
  boolean loaded() {
    return loaded;
  }

  /** What the JVM reports; null where it does not, mostly since it has not used HTTP yet. */
  JvmState report() {
    return report;
  }

  /** In one phrase; empty where it is not there. */
  String phrase() {
    if (report != null) {
      return report.version() + " " + report.inForce();
    }
    return loaded ? "loaded; no HTTP yet" : "";
  }
}
