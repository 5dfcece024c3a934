package dev.bursar.gate;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Lives in the boot loader. One entry into something that has an account of its own: a configured
 * method, an AI service, a sub-agent. Runs nest: what a run calls is paid by the run's account and
 * by its caller's.
 *
 * <p>Threading: safe from any thread.
 */
public final class Run {
  /** {@link Governor#begin}: a method of the app. */
  public static final int METHOD = 0;

  /** {@link Governor#begin}: a method of an AI service's interface. */
  public static final int AI_SERVICE = 1;

  /** {@link Governor#begin}: an agent that another one, or the app, has called. */
  public static final int AGENT = 2;

  /** {@link Governor#begin}: a tool that a model has called. */
  public static final int TOOL = 3;

  /**
   * {@link Governor#begin}: a chat client of Spring AI, or a model of its that is called in no run;
   * an AI service by configuration.
   */
  public static final int CHAT_CLIENT = 4;

  /**
   * {@link Governor#begin}: a call of a provider's SDK, by the class of the app that makes it,
   * which is an AI service by configuration.
   */
  public static final int SDK_CALL = 5;

  private static final Delegation ANY = new Delegation(Delegation.ANY, Delegation.ANY);

  private static final AtomicReferenceFieldUpdater<Run, Runnable> LAST =
      AtomicReferenceFieldUpdater.newUpdater(Run.class, Runnable.class, "last");

  private final int what;
  private final String name;
  private final boolean configured;
  private final String type;
  private final Run caller;
  private final String account;
  private final Delegation delegation;
  private final boolean call;
  private volatile Ticket ticket;
  private volatile boolean entered;
  private volatile boolean ended;
  private volatile Runnable last;
  private volatile String method;
  private volatile Object memoryId;

  /**
   * Begins a run of a configured account.
   *
   * @param rule the name of the configured account
   * @param caller the run that this one was called from, or null for the JVM itself
   */
  public Run(String rule, Run caller) {
    this(METHOD, rule, true, null, caller, ANY);
  }

  /**
   * Begins a run.
   *
   * @param what {@link #METHOD}, {@link #AI_SERVICE}, {@link #AGENT}, {@link #TOOL}, {@link
   *     #CHAT_CLIENT} or {@link #SDK_CALL}
   * @param name what its account is called below its caller's
   * @param configured whether that is the name of a configured account
   * @param type the name of the class whose method was entered, with dots; or null
   * @param caller the run that this one was called from, or null for the JVM itself
   * @param delegation how deep and how widely it may begin runs
   */
  public Run(
      int what, String name, boolean configured, String type, Run caller, Delegation delegation) {
    this.what = what;
    this.delegation = delegation;
    this.name = name;
    this.configured = configured;
    this.type = type;
    this.caller = caller;
    this.account = caller == null ? name : caller.account + '/' + name;
    this.call = false;
  }

  private Run(Run payer, Ticket ticket) {
    this.what = METHOD;
    this.delegation = ANY;
    this.name = null;
    this.configured = false;
    this.type = null;
    this.caller = payer;
    this.account = null;
    this.call = true;
    this.ticket = ticket;
  }

  /**
   * A call, to be entered as a run is, so that it goes with the work. It has no account: the run
   * that makes it pays. To everybody but who carries it, it is not there.
   *
   * @param ticket what a hook below tells that it has seen the call
   * @param caller the run that makes the call, or null for the JVM itself
   */
  public static Run ofCall(Ticket ticket, Run caller) {
    return new Run(caller, ticket);
  }

  /** Whether it is a call that a run makes, and no run. */
  boolean isCall() {
    return call;
  }

  /** The call that this is; null where it is a run, or has ended. */
  Ticket ticket() {
    return ticket;
  }

  /** {@link #METHOD}, {@link #AI_SERVICE}, {@link #AGENT}, … */
  public int what() {
    return what;
  }

  /** What its account is called below its caller's. */
  public String name() {
    return name;
  }

  /** Whether its account is a configured one. */
  public boolean isConfigured() {
    return configured;
  }

  /** The name of the class whose method was entered, with dots; or null. */
  public String type() {
    return type;
  }

  /** The run that this one was called from, or null for the JVM itself. */
  public Run caller() {
    return caller;
  }

  /** The names of all runs from the outermost to this one, a slash between them. */
  public String account() {
    return account;
  }

  /** How deep and how widely it may begin runs; of a tool, that of the run which called it. */
  public Delegation delegation() {
    return delegation;
  }

  /**
   * Whether a call that arrives at a class is what this run was begun for, and not one that it
   * makes: so of the first one alone, where it is the class whose method was entered.
   *
   * @param arrived the name of the class, with dots
   */
  public boolean isEntry(String arrived) {
    boolean first = !entered && arrived.equals(type);
    entered |= first;
    return first;
  }

  /**
   * Says what was entered.
   *
   * @param ofType the method's name
   * @param id what tells the conversation from others, or null; may be huge, and a secret
   */
  public void entered(String ofType, Object id) {
    method = ofType;
    memoryId = id;
  }

  /** The name of the method that was entered, or null where it is not known. */
  public String method() {
    return method;
  }

  /** What tells the conversation from others, as the app gave it; or null. */
  public Object memoryId() {
    return memoryId;
  }

  /** What is done as the entry is left, or null for nothing. */
  public Runnable last() {
    return last;
  }

  /**
   * Sets what is done as the entry is left; where that has been, it is never done.
   *
   * @param before what it is thought to be now
   * @return false where it is something else: then nothing changes
   */
  public boolean last(Runnable before, Runnable now) {
    return LAST.compareAndSet(this, before, now);
  }

  /** The entry has been left; work that it handed to others may go on. */
  public void end() {
    ended = true;
    ticket = null; // A thread that was made meanwhile keeps this for as long as it lives.
    Runnable toDo = last;
    if (toDo != null) {
      toDo.run();
    }
  }

  /** Whether the entry has been left. */
  public boolean hasEnded() {
    return ended;
  }
}
