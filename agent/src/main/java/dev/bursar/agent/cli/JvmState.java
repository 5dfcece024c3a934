package dev.bursar.agent.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one JVM reported of itself, and whether it still runs. Immutable. */
final class JvmState {
  /** One hook as the JVM reported it. Immutable. */
  static final class Hook {
    private final String name;
    private final String state;
    private final String detail;

    Hook(String name, String state, String detail) {
      this.name = name;
      this.state = state;
      this.detail = detail;
    }

    String name() {
      return name;
    }

    /** {@code live}, {@code not loaded}, {@code does not fit} or {@code failed}. */
    String state() {
      return state;
    }

    /** What is missing or went wrong; empty where nothing is. */
    String detail() {
      return detail;
    }
  }

  private final Map<String, String> texts;
  private final Map<String, Long> numbers;
  private final List<Hook> hooks;
  private final List<Connections> unmetered;
  private final boolean alive;

  /**
   * @param texts the report's fields that are text
   * @param numbers the report's fields that are numbers
   * @param hooks its hooks
   * @param unmetered the connections to providers that no hook saw
   * @param alive whether the JVM still runs
   */
  JvmState(
      Map<String, String> texts,
      Map<String, Long> numbers,
      List<Hook> hooks,
      List<Connections> unmetered,
      boolean alive) {
    this.texts = new HashMap<>(texts);
    this.numbers = new HashMap<>(numbers);
    this.hooks = Collections.unmodifiableList(new ArrayList<>(hooks));
    this.unmetered = Collections.unmodifiableList(new ArrayList<>(unmetered));
    this.alive = alive;
  }

  long pid() {
    return number("pid");
  }

  /** When the agent started in it: ISO 8601. */
  String started() {
    return text("started");
  }

  /** When its configuration was read: ISO 8601. */
  String configured() {
    return text("configured");
  }

  /** Its Java version. */
  String java() {
    return text("java");
  }

  /** {@code premain} or {@code attach}. */
  String how() {
    return text("how");
  }

  /** The agent's version. */
  String version() {
    return text("version");
  }

  String mode() {
    return text("mode");
  }

  String account() {
    return text("account");
  }

  /** What is in force in it, in one phrase. */
  String inForce() {
    return text("in_force");
  }

  List<Hook> hooks() {
    return hooks;
  }

  /** How many faults of the agent's were swallowed. */
  long faults() {
    return number("faults");
  }

  /** The last of them, or empty. */
  String lastFault() {
    return text("last_fault");
  }

  /** How many connections to providers no hook saw. */
  long unmetered() {
    return number("unmetered");
  }

  /** Which they were. */
  List<Connections> unmeteredConnections() {
    return unmetered;
  }

  boolean alive() {
    return alive;
  }

  private String text(String field) {
    return texts.getOrDefault(field, "");
  }

  private long number(String field) {
    return numbers.getOrDefault(field, 0L);
  }
}
