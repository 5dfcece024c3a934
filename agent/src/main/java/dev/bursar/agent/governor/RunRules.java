package dev.bursar.agent.governor;

import dev.bursar.gate.Run;
import dev.bursar.store.Limits;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is a run, and the limits of runs' accounts. A method of the app is one where it is
 * configured; AI services and agents are runs without configuration too, unless nothing is metered.
 * Immutable, thread-safe.
 */
public final class RunRules {
  private final Map<String, Map<String, String>> methods;
  private final Map<String, String> services;
  private final Map<String, String> agents;
  private final Map<String, Limits> limits;
  private final boolean automatic;

  private RunRules(Builder b) {
    methods = b.methods;
    services = b.services;
    agents = b.agents;
    limits = b.limits;
    automatic = b.automatic;
  }

  /** Starts with none. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a run, where what is entered has an account of its own.
   *
   * @param what {@link Run#METHOD}, {@link Run#AI_SERVICE} or {@link Run#AGENT}
   * @param type the name of the class that declares the method, with dots
   * @param name the name of the method, or of the agent; may be null for an AI service's
   * @param caller the run that this one is called from, or null for the JVM itself
   * @return a new run; or null where this is none
   */
  public Run begin(int what, String type, String name, Run caller) {
    String rule = rule(what, type, name);
    if (rule != null) {
      return new Run(rule, true, type, caller);
    }
    if (what == Run.METHOD || !automatic) {
      return null;
    }
    return new Run(what == Run.AGENT && name != null ? name : type, false, type, caller);
  }

  private String rule(int what, String type, String name) {
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
    private final Map<String, Limits> limits = new HashMap<String, Limits>();
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

    private Builder put(Map<String, String> rules, String key, String account, Limits its) {
      if (!rules.containsKey(key)) {
        rules.put(key, account);
      }
      limits.put(account, its);
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
