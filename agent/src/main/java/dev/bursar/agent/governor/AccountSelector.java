package dev.bursar.agent.governor;

import dev.bursar.gate.Request;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which requests a configured account pays for: those that meet every condition that it has.
 * Immutable, thread-safe.
 */
public final class AccountSelector {
  private final String account;
  private final Glob host;
  private final Glob model;
  private final String headerName;
  private final String headerValue;
  private final Pattern thread;

  /**
   * @param account the account's name
   * @param host a pattern for the host, or null for any
   * @param model a pattern for the model, or null for any; where several models may answer, one
   *     that matches is enough
   * @param headerName a request header that must be there, or null for none
   * @param headerValue the value that it must have; ignored where {@code headerName} is null
   * @param thread what the calling thread's whole name must match, or null for any
   */
  public AccountSelector(
      String account,
      Glob host,
      Glob model,
      String headerName,
      String headerValue,
      Pattern thread) {
    this.account = account;
    this.host = host;
    this.model = model;
    this.headerName = headerName;
    this.headerValue = headerValue;
    this.thread = thread;
  }

  /** The account's name. */
  public String account() {
    return account;
  }

  /**
   * Whether the account pays for a request.
   *
   * @param models the models that may answer; empty where that is not known
   */
  boolean selects(Request request, List<String> models) {
    return (host == null || host.matches(request.host()))
        && (headerName == null || headerValue.equals(request.header(headerName)))
        && (model == null || anyMatches(models))
        && (thread == null || thread.matcher(Thread.currentThread().getName()).matches());
  }

  private boolean anyMatches(List<String> models) {
    for (String each : models) {
      if (model.matches(each)) {
        return true;
      }
    }
    return false;
  }
}
