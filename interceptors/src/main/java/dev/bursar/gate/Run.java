package dev.bursar.gate;

/**
 * Lives in the boot loader. One entry into something that has an account of its own, such as a
 * configured method. Runs nest: what a run calls is paid by the run's account and by its caller's.
 *
 * <p>Threading: safe from any thread.
 */
public final class Run {
  private final String rule;
  private final Run caller;
  private final String account;
  private volatile boolean ended;

  /**
   * Begins a run.
   *
   * @param rule the name of the configured account
   * @param caller the run that this one was called from, or null for the JVM itself
   */
  public Run(String rule, Run caller) {
    this.rule = rule;
    this.caller = caller;
    this.account = caller == null ? rule : caller.account + '/' + rule;
  }

  /** The name of the configured account. */
  public String rule() {
    return rule;
  }

  /** The run that this one was called from, or null for the JVM itself. */
  public Run caller() {
    return caller;
  }

  /** The name of the account that pays: the rule's, behind the caller's and a slash. */
  public String account() {
    return account;
  }

  /** The entry has been left; work that it handed to others may go on. */
  public void end() {
    ended = true;
  }

  /** Whether the entry has been left. */
  public boolean hasEnded() {
    return ended;
  }
}
