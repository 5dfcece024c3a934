package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.config.Mode;
import dev.bursar.agent.governor.FaultCounter;
import dev.bursar.agent.governor.LedgerGovernor;
import dev.bursar.agent.hooking.HookListener;
import dev.bursar.agent.hooking.HookState;
import dev.bursar.agent.hooking.Hooks;
import dev.bursar.agent.log.LibraryLogging;
import dev.bursar.agent.log.Log;
import dev.bursar.agent.report.JvmReport;
import dev.bursar.gate.FaultSink;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.store.Store;
import dev.bursar.store.StoreException;
import dev.bursar.store.ThisProcess;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The agent at work in this JVM: opens the store in the background when HTTP appears, and keeps the
 * log and the report that {@code doctor} reads.
 *
 * <p>Threading: any thread.
 */
final class Session implements HookListener, FaultSink, Backstop.Surroundings {
  /** How many faults are logged and reported each; of more, those whose count is a power of 2. */
  private static final long ALL_FAULTS = 100;

  /** How often the hooks' states are looked at, in milliseconds. */
  private static final long REPORT_MILLIS = 1_000;

  /** How long a first run waits for the hooks, in milliseconds. */
  private static final long INSTALLING_MILLIS = 10_000;

  private final Stores stores;
  private final String version;
  private final String how;
  private final long startedMillis;
  private final LateGovernor governor;
  private final Backstop backstop;
  private final Map<String, Set<String>> runs; // the methods that are woven
  private final Object change = new Object();
  private final Object opening = new Object();
  private final Object reporting = new Object();
  private final AtomicBoolean started = new AtomicBoolean();
  private final TheEnd end =
      new TheEnd(
          new Runnable() {
            @Override
            public void run() {
              Store.directory(inForce.store().directory());
              writeReport();
            }
          });
  private volatile InForce inForce;
  private volatile Hooks hooks;
  private volatile String lastFault;
  private Log log;
  private JvmReport report;

  // Runs before main in every JVM: what needs more classes waits until HTTP appears.
  Session(
      Configuration configuration, Instrumentation instrumentation, String version, String how) {
    this.version = version;
    this.how = how;
    this.startedMillis = System.currentTimeMillis();
    this.stores = new Stores(instrumentation);
    this.inForce = InForce.first(configuration, stores);
    this.runs = Wiring.runs(configuration).methods();
    this.backstop = new Backstop(configuration, this);
    this.governor =
        new LateGovernor(
            new LateGovernor.Maker() {
              @Override
              public Governor make(Governor before) {
                return makeGovernor((LedgerGovernor) before);
              }
            },
            Wiring.runs(configuration),
            new Runnable() {
              @Override
              public void run() {
                follow();
              }
            },
            backstop);
  }

  /**
   * Opens the store before there are hooks: somebody waits to hear whether it can be used.
   *
   * @throws IllegalStateException why not
   */
  void openNow() {
    open(inForce.store(), inForce.store());
  }

  /**
   * The hooks are in place.
   *
   * @param wanted whether to open the store now, without waiting for HTTP to appear: somebody asks
   *     for the report
   */
  void installed(Hooks installed, boolean wanted) {
    hooks = installed;
    if (wanted) {
      httpAppeared();
    }
    synchronized (change) {
      change.notifyAll();
    }
  }

  /** Has runs followed to other threads; after attach, the app may be here before the hooks are. */
  private void follow() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(INSTALLING_MILLIS);
    boolean interrupted = false;
    synchronized (change) {
      while (hooks == null && System.nanoTime() < deadline) {
        try {
          change.wait(INSTALLING_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (hooks == null) {
      throw new IllegalStateException(
          "the hooks are not in place after " + INSTALLING_MILLIS + " ms: no run is followed");
    }
    hooks.follow();
  }

  @Override
  public void httpAppeared() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    final Runnable keeping =
        new Runnable() {
          @Override
          public void run() {
            keep();
          }
        };
    thread("bursar-keeper", keeping).start();
  }

  static Thread thread(final String name, final Runnable work) {
    // A thread keeps the access rights of whoever makes it, and with them the app's loader.
    Thread thread =
        AccessController.doPrivileged(
            new PrivilegedAction<Thread>() {
              @Override
              public Thread run() {
                return new Thread(null, work, name);
              }
            });
    thread.setDaemon(true);
    // The map library finds JDK classes through it, and must not through the app's.
    thread.setContextClassLoader(Session.class.getClassLoader());
    return thread;
  }

  /**
   * Opens the store, then once a second makes room in it, and rewrites the report where a hook's
   * state has changed.
   */
  private void keep() {
    LibraryLogging.to(log());
    governor.get();
    open();
    String written = "";
    try {
      while (true) {
        String states = (hooks == null ? "" : hooks.states().toString()) + backstop.count();
        if (!states.equals(written) && inForce.store().failure() == null) {
          writeReport();
          written = states;
        }
        makeRoom();
        synchronized (change) {
          change.wait(REPORT_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void makeRoom() {
    try {
      inForce.store().makeRoom();
    } catch (StoreException e) {
      return; // a call that finds no room makes it itself: it meets the same, and counts it
    } catch (RuntimeException | InternalError e) { // the latter where the JVM throws it late
      Gate.fault(e);
    }
  }

  private void open() {
    synchronized (opening) {
      inForce.store().open();
      Throwable failure = inForce.store().failure();
      if (failure != null) {
        log().write("ERROR", "the store cannot be used", failure);
        return;
      }
    }
    prepareReads();
  }

  private void prepareReads() {
    try {
      inForce.prepareReads();
    } catch (IOException e) {
      log().write("ERROR", "reads cannot be logged", e);
    }
  }

  /**
   * Puts another configuration in force. Calls that have begun end by the one before.
   *
   * @param asked whether to open the store now: somebody asks for the report
   * @throws IllegalStateException why it cannot be; what was in force still is
   */
  void change(Configuration configuration, boolean asked) {
    refuseNewRuns(configuration);
    synchronized (opening) {
      InForce before = inForce;
      InForce after = before.next(configuration, stores);
      boolean off = configuration.mode() == Mode.OFF; // which must help where the store does not
      if (!off && (asked || started.get())) {
        open(after.store(), before.store());
      }
      inForce = after;
      try {
        governor.renew(Wiring.runs(configuration));
      } catch (RuntimeException e) {
        inForce = before;
        before.store().restore();
        throw e;
      }
      backstop.renew(configuration);
      if (before.store() != after.store()) {
        before.store().give(after.store());
      }
      forget(before, after);
    }
    if (asked) {
      httpAppeared();
    }
    if (asked || started.get()) {
      prepareReads();
      writeReport();
    }
  }

  /** Methods are woven as the agent starts, and the hooks stay as they are. */
  private void refuseNewRuns(Configuration configuration) {
    for (Map.Entry<String, Set<String>> type : Wiring.runs(configuration).methods().entrySet()) {
      Set<String> known = runs.get(type.getKey());
      if (known == null || !known.containsAll(type.getValue())) {
        throw new IllegalArgumentException(
            "accounts: methods of "
                + type.getKey()
                + " cannot get accounts of their own while the JVM runs: start it anew with this"
                + " configuration");
      }
    }
  }

  private static void open(StoreOpener store, StoreOpener before) {
    store.open();
    Throwable failure = store.failure();
    if (failure != null) {
      before.restore();
      throw new IllegalStateException(failure.getMessage(), failure);
    }
  }

  /** The report and the log are those of the store that is in use. */
  private void forget(InForce before, InForce after) {
    synchronized (reporting) {
      if (report != null && !before.store().directory().equals(after.store().directory())) {
        report.remove();
      }
      report = null;
    }
    synchronized (this) {
      if (log != null && !before.store().directory().equals(after.store().directory())) {
        log.close();
        log = null;
        LibraryLogging.to(log());
      }
    }
  }

  @Override
  public String unhookedOpener() {
    Hooks installed = hooks;
    return installed == null ? null : installed.unhookedOpener();
  }

  @Override
  public void unmetered(boolean first) {
    if (first) {
      end.await(); // the keeper looks once a second, and the JVM may end sooner
      httpAppeared();
    }
  }

  @Override
  public void fault(Throwable fault) {
    long count = Gate.faults();
    lastFault = fault.toString();
    if (count <= ALL_FAULTS || Long.bitCount(count) == 1) {
      // Here and now, for the JVM may be about to end; nor may the store ever open.
      Store.directory(inForce.store().directory());
      log().write("ERROR", "fault " + count + " of ours, kept from the app", fault);
      writeReport();
    }
  }

  private synchronized Log log() {
    if (log == null) {
      String pid = Long.toString(ThisProcess.PID);
      log =
          "stderr".equals(System.getProperty("bursar.log"))
              ? Log.onStderr(pid)
              : Log.inFile(inForce.store().directory(), pid);
    }
    return log;
  }

  /** Where this JVM reports. */
  File reportFile() {
    return JvmReport.file(inForce.store().directory(), ThisProcess.PID);
  }

  // Under reporting.
  private JvmReport report() {
    if (report == null) {
      InForce now = inForce;
      report =
          new JvmReport(
              now.store().directory(),
              new JvmReport.Jvm(
                  ThisProcess.PID,
                  Instant.ofEpochMilli(startedMillis).toString(),
                  Instant.ofEpochMilli(now.sinceMillis()).toString(),
                  how,
                  version,
                  now.configuration().mode().word(),
                  now.configuration().account(),
                  now.configuration().inForce()));
    }
    return report;
  }

  /** Decides about requests, from the first on: it waits for the store itself. */
  Governor governor() {
    return governor;
  }

  private Governor makeGovernor(LedgerGovernor before) {
    FaultCounter faults =
        new FaultCounter() {
          @Override
          public void fault(Throwable fault) {
            Gate.fault(fault);
          }
        };
    httpAppeared(); // A tool may be executed, or a run refused, where there is none.
    return inForce.govern(faults, before);
  }

  private void writeReport() {
    List<JvmReport.Hook> states = new ArrayList<>();
    Hooks installed = hooks;
    if (installed != null) {
      for (HookState state : installed.states()) {
        states.add(
            new JvmReport.Hook(state.client(), state.status().words(), state.type() + why(state)));
      }
    }
    try {
      synchronized (reporting) {
        report().write(states, Gate.faults(), lastFault, backstop.report());
      }
    } catch (IOException e) {
      log().write("WARN", "the report for doctor cannot be written", e);
    }
  }

  private static String why(HookState state) {
    return state.reason() == null ? "" : ": " + state.reason();
  }
}
