package dev.bursar.agent.config;

import dev.bursar.store.Limits;
import java.io.File;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is in force in one JVM. Immutable; {@link ConfigurationLoader} makes it. */
public final class Configuration {
  private final File store;
  private final String account;
  private final Mode mode;
  private final boolean strict;
  private final Limits limits;
  private final DelegationLimits delegation;
  private final List<AccountRule> accounts;
  private final CallsConfig calls;
  private final ReadsConfig reads;

  Configuration(Settings settings, File home) throws ConfigurationException {
    File named = settings.file("store", home);
    store = named == null ? new File(home, ".bursar") : named;
    account = settings.name("account", "default");
    mode = mode(settings);
    strict = settings.choice("strict", "false", "true").equals("true");
    limits = LimitSettings.read(settings);
    delegation = LimitSettings.delegation(settings);
    accounts = accounts(settings);
    calls = new CallsConfig(settings, home);
    reads = new ReadsConfig(settings);
  }

  private static Mode mode(Settings settings) throws ConfigurationException {
    String text = settings.text("mode", "enforce");
    for (Mode mode : Mode.values()) {
      if (mode.word().equals(text)) {
        return mode;
      }
    }
    throw settings.error("mode");
  }

  private List<AccountRule> accounts(Settings settings) throws ConfigurationException {
    Value value = settings.value("accounts");
    if (value == null) {
      return Collections.emptyList();
    }
    if (value.items() == null) {
      throw settings.error("accounts");
    }
    List<AccountRule> rules = new ArrayList<AccountRule>();
    Map<String, String> places = new HashMap<String, String>();
    places.put(account, "as the JVM's own account");
    for (Value item : value.items()) {
      String path = "accounts[" + rules.size() + "]";
      if (item.fields() == null) {
        throw item.error(path, "takes a mapping: {name: batch, when: {thread: \"batch-.*\"}}");
      }
      Settings own = Flattening.of(Keys.ACCOUNT, path + ".", item.fields());
      AccountRule rule = new AccountRule(own);
      String before = places.put(rule.name(), own.value("name").where());
      if (before != null) {
        throw own.value("name").error(path + ".name", "is already taken (" + before + ")");
      }
      rules.add(rule);
    }
    refuseMixture(rules, value);
    return Collections.unmodifiableList(rules);
  }

  /** A call is paid by one account and those above it, so no two kinds can both count it. */
  private static void refuseMixture(List<AccountRule> rules, Value value)
      throws ConfigurationException {
    String ofRun = null;
    String ofRequest = null;
    for (AccountRule rule : rules) {
      if (rule.isOfRuns()) {
        ofRun = rule.name();
      } else {
        ofRequest = rule.name();
      }
    }
    if (ofRun != null && ofRequest != null) {
      throw value.error(
          "accounts",
          "takes accounts by method, ai-service, agent and tool, or accounts by host, model, header"
              + " and thread, not both ("
              + ofRun
              + ", "
              + ofRequest
              + "): a call that is both would be charged to one of them alone");
    }
  }

  /** The store's directory; absolute. */
  public File store() {
    return store;
  }

  /** The name of the JVM's own account, the root of the others. */
  public String account() {
    return account;
  }

  /** What happens to a call that its account cannot cover. */
  public Mode mode() {
    return mode;
  }

  /** Whether connections to providers that no hook stands behind are refused. */
  public boolean strict() {
    return strict;
  }

  /** The limits of the JVM's own account. */
  public Limits limits() {
    return limits;
  }

  /** How deep and how widely runs may begin runs. */
  public DelegationLimits delegation() {
    return delegation;
  }

  /** The accounts below it, in the order in which their conditions are tried. */
  public List<AccountRule> accounts() {
    return accounts;
  }

  /** How calls are priced, held, refused and charged. */
  public CallsConfig calls() {
    return calls;
  }

  /** Which reads are logged. */
  public ReadsConfig reads() {
    return reads;
  }

  /**
   * What is in force, in one phrase: {@code enforce; account default: usd 5.00 per day, calls 500
   * per day; store /home/me/.bursar}.
   */
  public String inForce() {
    if (mode == Mode.OFF) {
      return "off";
    }
    StringBuilder phrase = new StringBuilder(mode.word());
    phrase.append("; account ").append(account).append(": ");
    phrase.append(LimitSettings.phrase(limits, delegation));
    for (AccountRule rule : accounts) {
      phrase.append("; account ").append(rule.name()).append(rule.perRun() ? ", each run: " : ": ");
      phrase.append(LimitSettings.phrase(rule.limits(), rule.delegation()));
    }
    return phrase.append("; store ").append(store.getPath()).toString();
  }
}
