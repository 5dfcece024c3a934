package dev.bursar.gate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lives in the boot loader. Which run each thread works for, and which run each task was made in.
 *
 * <p>A run follows the work by task: a task is noted as it is made or submitted, and whoever
 * executes it works for its run meanwhile. Nothing that the app can see is wrapped. A new thread
 * works for the run of the thread that made it, until that run ends.
 *
 * <p>Nothing here takes a lock, so that a scheduler may call it; and until a first run is entered
 * each method only reads a flag.
 */
public final class Runs {
  private static final Run NONE = new Run("none", null);
  private static final Current CURRENT = new Current();
  private static final AtomicLong LOST = new AtomicLong();

  private static volatile boolean used;

  private Runs() {}

  /** The run that this thread works for, or null for none. */
  public static Run current() {
    Run carried = carried();
    return carried == null || !carried.isCall() ? carried : carried.caller();
  }

  /**
   * What goes with the work of this thread, to be given to {@link #workFor} on another: the run
   * that it works for, or a call that a run makes; or null for none.
   */
  public static Run carried() {
    Run run = used ? run(CURRENT.get()) : null;
    return run != null && run.isCall() && run.hasEnded() ? run.caller() : run;
  }

  /** The call of a hook above the transports that this thread makes, or null for none. */
  public static Ticket ticket() {
    Run carried = carried();
    return carried == null ? null : carried.ticket();
  }

  /**
   * Tells the call of a hook above the transports that this thread makes, if any, that a hook below
   * has seen it: {@link Ticket#yieldTo}. Never throws.
   */
  public static void yieldTo(String endpoint) {
    Ticket ticket = ticket();
    if (ticket != null) {
      try {
        ticket.yieldTo(endpoint);
      } catch (Throwable fault) {
        Gate.fault(fault);
      }
    }
  }

  /** Whether any run was entered in this JVM yet; while not, no task needs to be looked at. */
  public static boolean used() {
    return used;
  }

  /**
   * Lets this thread work for a run.
   *
   * @param run the run, or null for none
   * @return what it worked for before, to be given to {@link #restore}; may be null
   */
  public static Object enter(Run run) {
    if (run != null) {
      used = true;
    }
    Object before = CURRENT.get();
    set(run);
    return before;
  }

  /** Lets this thread work again for what {@link #enter} replaced. */
  public static void restore(Object before) {
    set(before);
  }

  /** Undoes what {@link #workFor} or {@link #takeUp} did; does nothing for null. */
  public static void leave(Object[] taken) {
    if (taken != null) {
      set(taken[0]);
    }
  }

  /** Notes that a task was made here: it belongs to this thread's run, if there is one. */
  public static void made(Object task) {
    Run run = carried();
    if (run != null) {
      note(task, run);
    }
  }

  /**
   * Notes that a task was submitted here, which may have been submitted before: it belongs to this
   * thread's run, or to none.
   */
  public static void submitted(Object task) {
    if (carried() != null) {
      made(task);
    } else if (used) {
      Tasks.ALL.remove(task);
    }
  }

  /** The run that a task belongs to, or null for none. */
  public static Run of(Object task) {
    return used ? orNull(Tasks.ALL.get(task)) : null;
  }

  /**
   * The run that a task belongs to, which is forgotten: it may be submitted anew while it is
   * executed, by whoever finds it in a pool of such objects.
   *
   * @return null for none
   */
  public static Run takeOut(Object task) {
    return used ? orNull(Tasks.ALL.remove(task)) : null;
  }

  /**
   * Lets this thread work for a run.
   *
   * @param run the run, or null for none
   * @return null where nothing changes; else what is to be given to {@link #leave}
   */
  public static Object[] workFor(Run run) {
    // Not carried(): what a thread has from who made it is over when that run ends, a task's is
    // not.
    Object now = used ? CURRENT.get() : null;
    return run == now ? null : new Object[] {enter(run)};
  }

  /**
   * Notes that a call was handed to a client here, which will make it on a thread of its own: it
   * belongs to this thread's run, or expressly to none.
   */
  public static void handedOver(Object call) {
    if (used) {
      Run run = carried();
      note(call, run == null ? NONE : run);
    }
  }

  /**
   * Lets this thread work for the run of a call that was handed over.
   *
   * @return null where nothing changes, because it was not handed over or this thread works for its
   *     run already; else what is to be given to {@link #leave}
   */
  public static Object[] takeUp(Object call) {
    Run noted = used ? Tasks.ALL.get(call) : null;
    return noted == null ? null : workFor(orNull(noted));
  }

  /** Notes that a task has been executed and will not be again. */
  public static void done(Object task) {
    if (used) {
      Tasks.ALL.remove(task);
    }
  }

  /**
   * How many tasks could not be noted, because too many are alive: what they cost is charged to the
   * JVM's own account alone. Counted as faults too, the less often the more they are.
   */
  public static long lost() {
    return LOST.get();
  }

  private static void note(Object task, Run run) {
    if (Tasks.ALL.put(task, run)) {
      return;
    }
    long count = LOST.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      Gate.fault(
          new IllegalStateException(
              "too many tasks are waiting for runs to be followed: what "
                  + count
                  + " of them cost is charged to the JVM's own account alone"));
    }
  }

  private static void set(Object value) {
    if (value == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(value);
    }
  }

  private static Run orNull(Run noted) {
    return noted == NONE ? null : noted;
  }

  private static Run run(Object value) {
    if (value instanceof Inherited) {
      Run run = ((Inherited) value).run;
      Run runs = run.isCall() && run.hasEnded() ? run.caller() : run;
      return runs == null || runs.hasEnded() ? null : runs;
    }
    return (Run) value;
  }

  /** Made when the first run is entered. */
  private static final class Tasks {
    static final TaskRuns ALL = new TaskRuns();
  }

  /** The run of a thread that was made in it: a thread of a pool outlives what it was made for. */
  private static final class Inherited {
    final Run run;

    Inherited(Run run) {
      this.run = run;
    }
  }

  private static final class Current extends InheritableThreadLocal<Object> {
    @Override
    protected Object childValue(Object parent) {
      return parent instanceof Run ? new Inherited((Run) parent) : parent;
    }
  }
}
