package dev.bursar.agent.governor;

import dev.bursar.gate.Delegation;
import dev.bursar.gate.Run;
import dev.bursar.store.Limits;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is a run, and the limits of runs' accounts. A method of the app is one where it is
 * configured, and so is a tool; AI services and agents are runs without configuration too, unless
 * nothing is metered. Immutable, thread-safe.
 */
public final class RunRules {
  private static final Delegation FREE = new Delegation(Delegation.ANY, Delegation.ANY);

  private final Map<String, Map<String, String>> methods;
  private final Map<String, String> services;
  private final Map<String, String> agents;
  private final Map<String, String> tools;
  private final Map<String, Limits> limits;
  private final Map<String, Delegation> delegations;
  private final Delegation root;
  private final Set<String> perRun;
  private final boolean automatic;

  private RunRules(Builder b) {
    methods = b.methods;
    services = b.services;
    agents = b.agents;
    tools = b.tools;
    limits = b.limits;
    delegations = b.delegations;
    root = b.root;
    perRun = b.perRun;
    automatic = b.automatic;
  }

  /** Starts with none. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a run, where what is entered has an account of its own.
   *
   * @param what {@link Run#METHOD}, {@link Run#AI_SERVICE}, {@link Run#AGENT}, {@link Run#TOOL},
   *     {@link Run#CHAT_CLIENT} or {@link Run#SDK_CALL}
   * @param type the name of the class that declares the method, with dots; null for a tool
   * @param name the name of the method, of the agent, or of the tool; may be null for an AI
   *     service's
   * @param caller the run that this one is called from, or null for the JVM itself
   * @return a new run, which may be beyond what is allowed ({@link #isBeyond}); or null where this
   *     is none
   */
  public Run begin(int what, String type, String name, Run caller) {
    String rule = rule(what, type, name);
    if (rule == null && (what == Run.METHOD || what == Run.TOOL || !automatic)) {
      return null;
    }
    Delegation own = rule == null ? FREE : delegation(rule);
    Delegation from = caller == null ? root : caller.delegation();
    Delegation delegation = what == Run.TOOL ? from : from.child(own);
    if (rule != null) {
      return new Run(what, rule, true, type, caller, delegation);
    }
    String called = what == Run.AGENT && name != null ? name : type;
    return new Run(what, called, false, type, caller, delegation);
  }

  /** Whether a run is one too deep, or one too many for its caller. */
  public static boolean isBeyond(Run run) {
    return run.what() != Run.TOOL && run.delegation().beyond() != null;
  }

  /** What a configured account says of delegation. */
  private Delegation delegation(String account) {
    Delegation own = delegations.get(account);
    return own == null ? FREE : own;
  }

  /**
   * The run whose account lets no further run begin.
   *
   * @param beyond a run that is beyond what is allowed
   * @return null for the JVM's own account
   */
  Run limitedBy(Run beyond) {
    boolean deep = Delegation.DEPTH.equals(beyond.delegation().beyond());
    int limit = deep ? 0 : beyond.caller().delegation().fanout();
    for (Run run = beyond.caller(); run != null; run = run.caller()) {
      Delegation own = run.isConfigured() ? delegation(run.name()) : FREE;
      if ((deep ? own.depth() : own.fanout()) == limit) {
        return run;
      }
      limit += deep && run.what() != Run.TOOL ? 1 : 0;
    }
    return null;
  }

  /**
   * What an account lets runs do.
   *
   * @param limiting a run of it, or null for the JVM's own
   */
  Delegation allowed(Run limiting) {
    return limiting == null ? root : delegation(limiting.name());
  }

  private String rule(int what, String type, String name) {
    if (what == Run.TOOL) {
      return tools.get(name);
    }
    if (what == Run.METHOD) {
      Map<String, String> ofType = methods.get(type);
      return ofType == null ? null : ofType.get(name);
    }
    String agent = what == Run.AGENT ? agents.get(name) : null;
    return agent == null ? services.get(type) : agent;
  }

  /**
   * The limits of a configured account.
   *
   * @param account its name
   * @return the limits, or null where no account of that name is for runs
   */
  public Limits limits(String account) {
    return limits.get(account);
  }

  /**
   * The run itself, or the nearest one above it, that has an account for itself alone.
   *
   * @return null for none
   */
  Run own(Run run) {
    if (perRun.isEmpty()) {
      return null;
    }
    for (Run each = run; each != null; each = each.caller()) {
      if (each.isConfigured() && perRun.contains(each.name())) {
        return each;
      }
    }
    return null;
  }

  /** The app's methods' names, by the names of the classes that declare them; unmodifiable. */
  public Map<String, Set<String>> methods() {
    Map<String, Set<String>> names = new LinkedHashMap<String, Set<String>>();
    for (Map.Entry<String, Map<String, String>> type : methods.entrySet()) {
      names.put(type.getKey(), new TreeSet<String>(type.getValue().keySet()));
    }
    return Collections.unmodifiableMap(names);
  }

  /** Collects rules; of several for one thing the first holds. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Map<String, String>> methods =
        new LinkedHashMap<String, Map<String, String>>();
    private final Map<String, String> services = new HashMap<String, String>();
    private final Map<String, String> agents = new HashMap<String, String>();
    private final Map<String, String> tools = new HashMap<String, String>();
    private final Map<String, Limits> limits = new HashMap<String, Limits>();
    private final Map<String, Delegation> delegations = new HashMap<String, Delegation>();
    private Delegation root = FREE;
    private final Set<String> perRun = new HashSet<String>();
    private boolean automatic;

    private Builder() {}

    /**
     * Makes a method a run.
     *
     * @param account the name of the configured account
     * @param accountLimits its limits
     * @param type the name of the class that declares the method, with dots
     * @param method the method's name
     * @return this
     */
    public Builder method(String account, Limits accountLimits, String type, String method) {
      Map<String, String> ofType = methods.get(type);
      if (ofType == null) {
        ofType = new HashMap<String, String>();
        methods.put(type, ofType);
      }
      return put(ofType, method, account, accountLimits);
    }

    /**
     * Gives the runs of an AI service a configured account.
     *
     * @param account the name of the configured account
     * @param accountLimits its limits
     * @param type the name of the service's interface, with dots
     * @return this
     */
    public Builder aiService(String account, Limits accountLimits, String type) {
      return put(services, type, account, accountLimits);
    }

    /**
     * Gives the runs of an agent a configured account.
     *
     * @param account the name of the configured account
     * @param accountLimits its limits
     * @param name the agent's name
     * @return this
     */
    public Builder agent(String account, Limits accountLimits, String name) {
      return put(agents, name, account, accountLimits);
    }

    /**
     * Gives the executions of a tool a configured account.
     *
     * @param account the name of the configured account
     * @param accountLimits its limits
     * @param name what the model calls the tool
     * @return this
     */
    public Builder tool(String account, Limits accountLimits, String name) {
      return put(tools, name, account, accountLimits);
    }

    /**
     * Sets how deep and how widely runs of a configured account may begin runs; without a limit if
     * not set.
     *
     * @param account its name; null for the JVM's own
     * @param allowed what it allows
     * @return this
     */
    public Builder delegation(String account, Delegation allowed) {
      if (account == null) {
        root = allowed;
      } else {
        delegations.put(account, allowed);
      }
      return this;
    }

    private Builder put(Map<String, String> rules, String key, String account, Limits its) {
      if (!rules.containsKey(key)) {
        rules.put(key, account);
      }
      limits.put(account, its);
      return this;
    }

    /** Gives each run of a configured account one of its own, below it. */
    public Builder perRun(String account) {
      perRun.add(account);
      return this;
    }

    /** Whether AI services and agents without a configured account have one too; no if not set. */
    public Builder automatic(boolean on) {
      automatic = on;
      return this;
    }

    /** The rules. */
    public RunRules build() {
      return new RunRules(this);
    }
  }
}
