package dev.bursar.agent.config;

import dev.bursar.store.Limit;
import dev.bursar.store.Limits;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An account below the JVM's own, and the calls that it pays for: those that meet every condition
 * which is set. Immutable.
 */
public final class AccountRule {
  private static final String AVAILABLE =
      "available: host, model, header, thread, method, ai-service, agent, tool";

  private static final String BEGINNERS = "method, ai-service or agent";

  private final String name;
  private final String host;
  private final String model;
  private final String headerName;
  private final String headerValue;
  private final Pattern thread;
  private final String type;
  private final String method;
  private final String aiService;
  private final String agent;
  private final String tool;
  private final boolean perRun;
  private final Limits limits;
  private final DelegationLimits delegation;

  AccountRule(Settings settings) throws ConfigurationException {
    perRun = settings.choice("per-run", "false", "true").equals("true");
    name = settings.name("name", null);
    host = settings.text("when.host", null);
    model = settings.text("when.model", null);
    String header = settings.text("when.header", null);
    int colon = header == null ? 0 : header.indexOf(':');
    if (header != null && (colon < 1 || colon == header.length() - 1)) {
      throw settings.error("when.header");
    }
    headerName = header == null ? null : header.substring(0, colon).trim();
    headerValue = header == null ? null : header.substring(colon + 1).trim();
    thread = pattern(settings);
    String named = settings.text("when.method", null);
    int hash = named == null ? 0 : named.indexOf('#');
    if (named != null && !isMethod(named, hash)) {
      throw settings.error("when.method");
    }
    type = named == null ? null : named.substring(0, hash);
    method = named == null ? null : named.substring(hash + 1);
    aiService = settings.text("when.ai-service", null);
    agent = settings.text("when.agent", null);
    tool = settings.text("when.tool", null);
    refuseMixture(settings);
    if (perRun && (!isOfRuns() || tool != null)) {
      throw settings
          .value("per-run")
          .error(
              settings.path() + "per-run",
              "is for accounts of runs: say which by when: method, ai-service or agent");
    }
    limits = LimitSettings.read(settings);
    delegation = LimitSettings.delegation(settings);
    refuseForeignLimits(settings);
    if (!ofRequest() && !isOfRuns()) {
      throw new ConfigurationException(
          "account "
              + name
              + " ("
              + settings.value("name").where()
              + ") has no \"when\", so that it would pay for nothing: say which calls are its own; "
              + AVAILABLE);
    }
  }

  /** All that is called from a run is its account's: no other condition can stand beside it. */
  private void refuseMixture(Settings settings) throws ConfigurationException {
    String[] ofRuns = {"when.method", "when.ai-service", "when.agent", "when.tool"};
    String first = null;
    for (String key : ofRuns) {
      if (settings.value(key) != null && (first != null || ofRequest())) {
        throw settings
            .value(key)
            .error(
                settings.path() + key,
                "cannot stand beside other conditions: all that is called from there is its"
                    + " account's");
      }
      first = settings.value(key) == null ? first : key;
    }
  }

  /** What an account can never count must not look as if it did. */
  private void refuseForeignLimits(Settings settings) throws ConfigurationException {
    if (!isOfRuns() && limits.get(Limit.TOOL_CALLS) != Limits.NONE) {
      throw foreign(settings, "limits.tool-calls", "tools are executed by runs");
    }
    boolean begins = isOfRuns() && tool == null;
    if (!begins && delegation.depth() != DelegationLimits.ANY) {
      throw foreign(settings, "limits.depth", "runs begin runs");
    }
    if (!begins && delegation.fanout() != DelegationLimits.ANY) {
      throw foreign(settings, "limits.fanout", "runs begin runs");
    }
  }

  private ConfigurationException foreign(Settings settings, String key, String why) {
    String fit = key.equals("limits.tool-calls") ? "method, ai-service, agent or tool" : BEGINNERS;
    return settings
        .value(key)
        .error(settings.path() + key, why + ": it takes an account by " + fit);
  }

  private boolean ofRequest() {
    return host != null || model != null || headerName != null || thread != null;
  }

  private static boolean isMethod(String named, int hash) {
    if (hash < 1 || hash == named.length() - 1) {
      return false;
    }
    for (int i = 0; i < named.length(); i++) {
      char c = named.charAt(i);
      if (i != hash && !Character.isJavaIdentifierPart(c) && (c != '.' || i > hash)) {
        return false;
      }
    }
    return true;
  }

  private static Pattern pattern(Settings settings) throws ConfigurationException {
    String regex = settings.text("when.thread", null);
    if (regex == null) {
      return null;
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw settings.error("when.thread");
    }
  }

  /** The account's name. */
  public String name() {
    return name;
  }

  /** A host name in which {@code *} stands for any text, or null for any host. */
  public String host() {
    return host;
  }

  /** A model's name in which {@code *} stands for any text, or null for any model. */
  public String model() {
    return model;
  }

  /** A request header that must be there, or null for none. */
  public String headerName() {
    return headerName;
  }

  /** The value that the header must have, or null where none must be there. */
  public String headerValue() {
    return headerValue;
  }

  /** What the whole name of the calling thread must match, or null for any thread. */
  public Pattern thread() {
    return thread;
  }

  /** The class that declares the method whose runs the account pays for, with dots; or null. */
  public String type() {
    return type;
  }

  /** The name of that method, or null. */
  public String method() {
    return method;
  }

  /** The name of the interface of the AI service whose runs the account pays for; or null. */
  public String aiService() {
    return aiService;
  }

  /** The name of the agent whose runs the account pays for; or null. */
  public String agent() {
    return agent;
  }

  /** The name of the tool whose executions the account pays for; or null. */
  public String tool() {
    return tool;
  }

  /** Whether the account is for runs; else it is for single requests. */
  public boolean isOfRuns() {
    return method != null || aiService != null || agent != null || tool != null;
  }

  /** How deep and how widely its runs may begin runs. */
  public DelegationLimits delegation() {
    return delegation;
  }

  /** Whether each run has an account of its own, with the limits; else they share one. */
  public boolean perRun() {
    return perRun;
  }

  /** The account's limits. */
  public Limits limits() {
    return limits;
  }
}
