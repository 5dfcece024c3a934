package dev.bursar.agent.config;

import dev.bursar.store.Limits;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An account below the JVM's own, and the calls that it pays for: those that meet every condition
 * which is set. Immutable.
 */
public final class AccountRule {
  private static final String AVAILABLE = "available: host, model, header, thread, method";

  private final String name;
  private final String host;
  private final String model;
  private final String headerName;
  private final String headerValue;
  private final Pattern thread;
  private final String type;
  private final String method;
  private final Limits limits;

  AccountRule(Settings settings) throws ConfigurationException {
    String[] later = {"when.ai-service", "when.agent"};
    for (String key : later) {
      if (settings.value(key) != null) {
        throw settings.notYet(key, AVAILABLE);
      }
    }
    if (settings.choice("per-run", "false", "true").equals("true")) {
      throw settings.notYet("per-run", "available: false");
    }
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
    boolean ofRequest = host != null || model != null || header != null || thread != null;
    if (named != null && ofRequest) {
      throw settings
          .value("when.method")
          .error(
              settings.path() + "when.method",
              "cannot stand beside other conditions: all that the method calls is its account's");
    }
    limits = LimitSettings.read(settings);
    if (!ofRequest && named == null) {
      throw new ConfigurationException(
          "account "
              + name
              + " ("
              + settings.value("name").where()
              + ") has no \"when\", so that it would pay for nothing: say which calls are its own; "
              + AVAILABLE);
    }
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

  /**
   * The class that declares the method whose runs the account pays for, with dots; null where the
   * account is for single requests.
   */
  public String type() {
    return type;
  }

  /** The name of that method, or null. */
  public String method() {
    return method;
  }

  /** The account's limits. */
  public Limits limits() {
    return limits;
  }
}
