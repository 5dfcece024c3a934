package dev.bursar.agent.config;

import java.util.Collections;
import java.util.List;

/** Which reads are logged, and whose they are. Immutable. */
public final class ReadsConfig {
  private final List<String> log;
  private final String agentHeader;
  private final String agentQuery;

  ReadsConfig(Settings settings) throws ConfigurationException {
    log = settings.words("reads.log", Collections.singletonList("*"));
    agentHeader = settings.text("reads.agent-header", "X-Agent-Id");
    agentQuery = settings.text("reads.agent-query", "agent_id");
    refuseWhatIsPlanned(settings);
  }

  private static void refuseWhatIsPlanned(Settings settings) throws ConfigurationException {
    if (!settings.words("reads.guard", Collections.<String>emptyList()).isEmpty()) {
      throw settings.notYet("reads.guard", "available: an empty list (reads are logged only)");
    }
    if (!settings.choice("reads.mode", "off", "observe", "enforce").equals("off")) {
      throw settings.notYet("reads.mode", "available: off (reads are logged only)");
    }
    if (settings.choice("reads.revalidate", "false", "true").equals("true")) {
      throw settings.notYet("reads.revalidate", "available: false");
    }
    Value profiles = settings.value("reads.profiles");
    if (profiles != null && (profiles.fields() == null || !profiles.fields().isEmpty())) {
      throw settings.notYet("reads.profiles", "available: an empty mapping");
    }
  }

  /** The hosts whose reads are logged; {@code *} stands for any text. */
  public List<String> log() {
    return log;
  }

  /** The request header that names the agent which reads. */
  public String agentHeader() {
    return agentHeader;
  }

  /** The query parameter that names the agent which reads. */
  public String agentQuery() {
    return agentQuery;
  }
}
