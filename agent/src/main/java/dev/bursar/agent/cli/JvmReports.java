package dev.bursar.agent.cli;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the JVMs of a store reported, the latest last. Immutable. */
final class JvmReports {
  private final List<JvmState> jvms;
  private final Map<File, String> unreadable;

  private JvmReports(List<JvmState> jvms, Map<File, String> unreadable) {
    this.jvms = Collections.unmodifiableList(jvms);
    this.unreadable = Collections.unmodifiableMap(unreadable);
  }

  /** Reads the reports below a store's directory, if there are any. */
  static JvmReports read(File store) {
    List<JvmState> jvms = new ArrayList<>();
    Map<File, String> unreadable = new LinkedHashMap<>();
    File[] files = directory(store).listFiles((directory, name) -> name.endsWith(".json"));
    if (files != null) {
      for (File file : files) {
        try {
          jvms.add(JvmReportReader.read(file));
        } catch (IOException e) {
          unreadable.put(file, String.valueOf(e.getMessage()));
        }
      }
    }
    jvms.sort(Comparator.comparing(JvmState::started));
    return new JvmReports(jvms, unreadable);
  }

  /** Where the reports are. */
  static File directory(File store) {
    return new File(store, "jvms");
  }

  /** The JVMs in the order in which they started. */
  List<JvmState> jvms() {
    return jvms;
  }

  /** The reports that cannot be read, and why. */
  Map<File, String> unreadable() {
    return unreadable;
  }

  /** The connections to providers that no hook saw, in all JVMs that are told of. */
  List<Connections> unmetered() {
    List<Connections> all = new ArrayList<>();
    for (JvmState jvm : jvms) {
      all.addAll(jvm.unmeteredConnections());
    }
    return Connections.merged(all);
  }

  /**
   * The mode that is in force: that of the JVMs that run, {@code mixed} where they differ; where
   * none runs, that of the last one; where there was none, the default.
   */
  String mode() {
    String mode = jvms.isEmpty() ? "enforce" : jvms.get(jvms.size() - 1).mode();
    String running = null;
    for (JvmState jvm : jvms) {
      if (jvm.alive()) {
        running = running == null || running.equals(jvm.mode()) ? jvm.mode() : "mixed";
      }
    }
    return running == null ? mode : running;
  }
}
