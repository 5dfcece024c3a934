package dev.bursar.agent.start;

import dev.bursar.agent.config.Configuration;
import dev.bursar.agent.governor.FaultCounter;
import dev.bursar.agent.governor.LedgerGovernor;
import dev.bursar.agent.governor.Policy;
import dev.bursar.agent.hooking.HookListener;
import dev.bursar.agent.hooking.HookState;
import dev.bursar.agent.hooking.Hooks;
import dev.bursar.agent.log.LibraryLogging;
import dev.bursar.agent.log.Log;
import dev.bursar.agent.reads.ReadRecorder;
import dev.bursar.agent.report.JvmReport;
import dev.bursar.gate.FaultSink;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.store.Store;
import dev.bursar.store.ThisProcess;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The agent at work in this JVM: opens the store in the background when HTTP appears, and keeps the
 * log and the report that {@code doctor} reads.
 *
 * <p>Threading: any thread.
 */
final class Session implements HookListener, FaultSink {
  /** How many faults are logged and reported each; of more, those whose count is a power of 2. */
  private static final long ALL_FAULTS = 100;

  /** How often the hooks' states are looked at, in milliseconds. */
  private static final long REPORT_MILLIS = 1_000;

  private final Configuration configuration;
  private final String version;
  private final String how;
  private final long startedMillis;
  private final StoreOpener store;
  private final LateGovernor governor;
  private final Object change = new Object();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile ReadRecorder reads;
  private volatile Hooks hooks;
  private volatile String lastFault;
  private Log log;
  private JvmReport report;

  // Runs before main in every JVM: what needs more classes waits until HTTP appears.
  Session(
      Configuration configuration, Instrumentation instrumentation, String version, String how) {
    this.configuration = configuration;
    this.version = version;
    this.how = how;
    this.startedMillis = System.currentTimeMillis();
    this.store = new StoreOpener(instrumentation, configuration);
    this.governor =
        new LateGovernor(
            new LateGovernor.Maker() {
              @Override
              public Governor make() {
                return makeGovernor();
              }
            },
            Wiring.runs(configuration));
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

  @Override
  public void httpAppeared() {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    Runnable keeping =
        new Runnable() {
          @Override
          public void run() {
            keep();
          }
        };
    Thread keeper = new Thread(null, keeping, "bursar-keeper");
    keeper.setDaemon(true);
    // The map library finds JDK classes through it, and must not through the app's.
    keeper.setContextClassLoader(Session.class.getClassLoader());
    keeper.start();
  }

  /** Opens the store, then rewrites the report whenever a hook's state has changed. */
  private void keep() {
    LibraryLogging.to(log());
    governor.get();
    store.open();
    if (store.failure() != null) {
      log().write("ERROR", "the store cannot be used", store.failure());
      return;
    }
    prepareReads();
    String written = "";
    try {
      while (true) {
        String states = hooks == null ? "" : hooks.states().toString();
        if (!states.equals(written)) {
          writeReport();
          written = states;
        }
        synchronized (change) {
          change.wait(REPORT_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepareReads() {
    try {
      reads.prepare(configuration.store());
    } catch (IOException e) {
      log().write("ERROR", "reads cannot be logged", e);
    }
  }

  @Override
  public void fault(Throwable fault) {
    long count = Gate.faults();
    lastFault = fault.toString();
    if (count <= ALL_FAULTS || Long.bitCount(count) == 1) {
      // Here and now, for the JVM may be about to end; nor may the store ever open.
      Store.directory(configuration.store());
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
              : Log.inFile(configuration.store(), pid);
    }
    return log;
  }

  private synchronized JvmReport report() {
    if (report == null) {
      report =
          new JvmReport(
              configuration.store(),
              new JvmReport.Jvm(
                  ThisProcess.PID,
                  Instant.ofEpochMilli(startedMillis).toString(),
                  how,
                  version,
                  configuration.mode().word(),
                  configuration.account(),
                  configuration.inForce()));
    }
    return report;
  }

  /** Decides about requests, from the first on: it waits for the store itself. */
  Governor governor() {
    return governor;
  }

  private Governor makeGovernor() {
    FaultCounter faults =
        new FaultCounter() {
          @Override
          public void fault(Throwable fault) {
            Gate.fault(fault);
          }
        };
    Policy policy = Wiring.policy(configuration);
    reads = new ReadRecorder(policy, store, faults);
    return new LedgerGovernor(policy, store, Wiring.prices(configuration), faults, reads);
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
      report().write(states, Gate.faults(), lastFault);
    } catch (IOException e) {
      log().write("WARN", "the report for doctor cannot be written", e);
    }
  }

  private static String why(HookState state) {
    return state.reason() == null ? "" : ": " + state.reason();
  }
}
