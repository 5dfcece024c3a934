package dev.bursar.agent.config;

import dev.bursar.store.Limits;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An account below the JVM's own, and the calls that it pays for: those that meet every condition
 * which is set. Immutable.
 */
public final class AccountRule {
  private static final String AVAILABLE = "available: host, model, header, thread";

  private final String name;
  private final String host;
  private final String model;
  private final String headerName;
  private final String headerValue;
  private final Pattern thread;
  private final Limits limits;

  AccountRule(Settings settings) throws ConfigurationException {
    String[] later = {"when.ai-service", "when.method", "when.agent"};
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
    limits = LimitSettings.read(settings);
    if (host == null && model == null && header == null && thread == null) {
      throw new ConfigurationException(
          "account "
              + name
              + " ("
              + settings.value("name").where()
              + ") has no \"when\", so that it would pay for nothing: say which calls are its own; "
              + AVAILABLE);
    }
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

  /** The account's limits. */
  public Limits limits() {
    return limits;
  }
}
