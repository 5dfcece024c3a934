package dev.bursar.agent.hooking;

import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.agent.ByteBuddyAgent;

/** The hooks, installed once in the tests' JVM, with a governor that each test sets. */
public final class Rig implements Governor {
  public static final Instrumentation INSTRUMENTATION = ByteBuddyAgent.install();
  public static final AtomicInteger HTTP_APPEARED = new AtomicInteger();

  private static final Rig RIG = new Rig();
  private static Hooks hooks;

  private volatile Governor governor;

  private Rig() {}

  /** Sets the governor from now on, and installs the hooks where they are not. */
  public static synchronized Hooks govern(Governor governor) {
    RIG.governor = governor;
    if (hooks == null) {
      hooks = Hooks.install(INSTRUMENTATION, RIG, HTTP_APPEARED::incrementAndGet, Map.of());
    }
    return hooks;
  }

  /** The next {@link #govern} installs them again, as a second attach does. */
  public static synchronized void forget() {
    hooks = null;
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    return governor.begin(what, type, name, caller);
  }

  @Override
  public int look(String method, String host, String path) {
    return governor.look(method, host, path);
  }

  @Override
  public String connect(String host) {
    return governor.connect(host);
  }

  @Override
  public Exchange open(Request request, int interest) {
    return governor.open(request, interest);
  }

  @Override
  public ModelExchange open(ModelRequest request) {
    return governor.open(request);
  }

  @Override
  public boolean ready(long millis) throws InterruptedException {
    return governor.ready(millis);
  }
}
