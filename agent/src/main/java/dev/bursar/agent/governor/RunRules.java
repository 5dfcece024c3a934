package dev.bursar.agent.governor;

import dev.bursar.store.Limits;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which methods of the app are runs, and the limits of their accounts. Immutable, thread-safe. */
public final class RunRules {
  private final Map<String, Map<String, String>> accounts;
  private final Map<String, Limits> limits;

  private RunRules(Map<String, Map<String, String>> accounts, Map<String, Limits> limits) {
    this.accounts = accounts;
    this.limits = limits;
  }

  /** Starts with none. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The name of the configured account whose run a method is.
   *
   * @param type the name of the class that declares the method, with dots
   * @param method the method's name
   * @return the name, or null where the method is no run
   */
  public String account(String type, String method) {
    Map<String, String> methods = accounts.get(type);
    return methods == null ? null : methods.get(method);
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

  /** The methods' names, by the names of the classes that declare them; unmodifiable. */
  public Map<String, Set<String>> methods() {
    Map<String, Set<String>> methods = new LinkedHashMap<String, Set<String>>();
    for (Map.Entry<String, Map<String, String>> type : accounts.entrySet()) {
      methods.put(type.getKey(), new TreeSet<String>(type.getValue().keySet()));
    }
    return Collections.unmodifiableMap(methods);
  }

  /** Collects rules. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Map<String, String>> accounts =
        new LinkedHashMap<String, Map<String, String>>();
    private final Map<String, Limits> limits = new HashMap<String, Limits>();

    private Builder() {}

    /**
     * Makes a method a run; of several rules for one method the first holds.
     *
     * @param account the name of the configured account
     * @param accountLimits its limits
     * @param type the name of the class that declares the method, with dots
     * @param method the method's name
     * @return this
     */
    public Builder method(String account, Limits accountLimits, String type, String method) {
      Map<String, String> methods = accounts.get(type);
      if (methods == null) {
        methods = new HashMap<String, String>();
        accounts.put(type, methods);
      }
      if (!methods.containsKey(method)) {
        methods.put(method, account);
      }
      limits.put(account, accountLimits);
      return this;
    }

    /** The rules. */
    public RunRules build() {
      return new RunRules(accounts, limits);
    }
  }
}
