package dev.bursar.agent.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes {@code jvms/PID.json} in the store directory: what is in force in this JVM, the state of
 * its hooks, and the faults of ours that were swallowed in it. Written whole each time, to a
 * temporary file that then takes the name, so that a reader never sees half of it.
 *
 * <p>Threading: any thread; one at a time. Does I/O.
 */
public final class JvmReport {
  /** One hook as reported: its name, its state, and what is missing or went wrong (or null). */
  public static final class Hook {
    final String name;
    final String state;
    final String detail;

    /** States: {@code live}, {@code not loaded}, {@code does not fit}, {@code failed}. */
    public Hook(String name, String state, String detail) {
      this.name = name;
      this.state = state;
      this.detail = detail;
    }
  }

  /** Connections to one host that one class opened and no hook saw. */
  public static final class Connections {
    final String host;
    final String opener;
    final long count;
    final long refused;
    final String since;

    /**
     * @param host where they went, or were to go
     * @param opener the name of the class that opened them
     * @param count how many they were
     * @param refused how many of them were refused
     * @param since when the first was, ISO 8601
     */
    public Connections(String host, String opener, long count, long refused, String since) {
      this.host = host;
      this.opener = opener;
      this.count = count;
      this.refused = refused;
      this.since = since;
    }

    @Override
    public String toString() {
      return host + ' ' + opener + ": " + count + ", refused " + refused;
    }
  }

  /** What is known when a configuration comes into force, and does not change until the next. */
  public static final class Jvm {
    final long pid;
    final String started;
    final String configured;
    final String how;
    final String version;
    final String mode;
    final String account;
    final String inForce;

    /**
     * @param pid this process
     * @param started when the agent started, ISO 8601
     * @param configured when its configuration was read, ISO 8601
     * @param how {@code premain} or {@code attach}
     * @param version Bursar's own
     * @param mode {@code enforce}, {@code observe} or {@code off}
     * @param account this JVM's root account
     * @param inForce the configuration in one phrase
     */
    public Jvm(
        long pid,
        String started,
        String configured,
        String how,
        String version,
        String mode,
        String account,
        String inForce) {
      this.pid = pid;
      this.started = started;
      this.configured = configured;
      this.how = how;
      this.version = version;
      this.mode = mode;
      this.account = account;
      this.inForce = inForce;
    }
  }

  private final File directory;
  private final Jvm jvm;

  /**
   * @param store the store directory, which exists
   * @param jvm this JVM
   */
  public JvmReport(File store, Jvm jvm) {
    this.directory = new File(store, "jvms");
    this.jvm = jvm;
  }

  /**
   * Where a JVM reports.
   *
   * @param store the store directory
   * @param pid the JVM's number, as it knows it itself
   */
  public static File file(File store, long pid) {
    return new File(new File(store, "jvms"), pid + ".json");
  }

  /** Takes the report away: this JVM uses another store from now on. */
  public synchronized void remove() {
    file(directory.getParentFile(), jvm.pid).delete();
  }

  /**
   * Writes the report.
   *
   * @param hooks the hooks' states now
   * @param faults how many faults of ours were swallowed
   * @param lastFault the last of them in one line, or null
   * @param unmetered the connections to providers that no hook saw
   * @throws IOException when it cannot be written
   */
  public synchronized void write(
      List<Hook> hooks, long faults, String lastFault, List<Connections> unmetered)
      throws IOException {
    if (!directory.isDirectory() && !directory.mkdir() && !directory.isDirectory()) {
      throw new IOException("cannot create " + directory);
    }
    File file = new File(directory, jvm.pid + ".json");
    File draft = new File(directory, jvm.pid + ".json.draft");
    try (OutputStream out = new FileOutputStream(draft);
        JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("pid", jvm.pid);
      json.writeStringField("started", jvm.started);
      json.writeStringField("configured", jvm.configured);
      json.writeStringField("java", System.getProperty("java.version"));
      json.writeStringField("how", jvm.how);
      json.writeStringField("version", jvm.version);
      json.writeStringField("mode", jvm.mode);
      json.writeStringField("account", jvm.account);
      json.writeStringField("in_force", jvm.inForce);
      json.writeArrayFieldStart("hooks");
      for (Hook hook : hooks) {
        json.writeStartObject();
        json.writeStringField("name", hook.name);
        json.writeStringField("state", hook.state);
        json.writeStringField("detail", hook.detail);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("faults", faults);
      json.writeStringField("last_fault", lastFault);
      json.writeNumberField("unmetered", sum(unmetered));
      json.writeArrayFieldStart("unmetered_connections");
      for (Connections connections : unmetered) {
        json.writeStartObject();
        json.writeStringField("host", connections.host);
        json.writeStringField("opener", connections.opener);
        json.writeStringField("since", connections.since);
        json.writeNumberField("count", connections.count);
        json.writeNumberField("refused", connections.refused);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    if (!draft.renameTo(file)) {
      throw new IOException("cannot rename " + draft + " to " + file);
    }
  }

  private static long sum(List<Connections> unmetered) {
    long sum = 0;
    for (Connections connections : unmetered) {
      sum += connections.count;
    }
    return sum;
  }
}
