package dev.bursar.agent.hooking;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.interceptors.Carriers;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.Clients;
import dev.bursar.interceptors.langchain4j.LangChain4jInstrumentation;
import dev.bursar.interceptors.langchain4jmodels.LangChain4jModelsInstrumentation;
import dev.bursar.interceptors.langchain4jreads.LangChain4jReadsInstrumentation;
import dev.bursar.interceptors.runs.RunsInstrumentation;
import dev.bursar.interceptors.sdks.SdksInstrumentation;
import dev.bursar.interceptors.sockets.SocketsInstrumentation;
import dev.bursar.interceptors.springai.SpringAiInstrumentation;
import dev.bursar.interceptors.springaimodels.SpringAiModelsInstrumentation;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The hooks of this JVM. Installing them puts a hook for each client into the gate, weaves the
 * clients' classes that are loaded already, and waits for the others.
 *
 * <p>{@code Gate} must lie in the boot loader before this class is loaded.
 */
public final class Hooks {
  private final Instrumentation instrumentation;
  private final Governor governor;
  private final HookListener listener;
  private final States states = new States(Collections.<ClientHooks>emptyList());
  private final Openers openers = new Openers(Clients.ALL, states);
  private final List<NameTransformer> transformers = new ArrayList<>(); // under this object's lock
  private boolean following; // under this object's lock
  private boolean left; // under this object's lock

  private Hooks(Instrumentation instrumentation, Governor governor, HookListener listener) {
    this.instrumentation = instrumentation;
    this.governor = governor;
    this.listener = listener;
  }

  /**
   * Installs the hooks, in place of those that an agent installed before in this JVM, if any. The
   * same at start and at attach. Never throws for the sake of one class: see {@link #states}.
   *
   * @param instrumentation what the JVM gave to the agent; must be able to retransform classes
   * @param governor decides about the requests; may still be opening its store
   * @param listener is told when it will be needed
   * @param runs the methods of the app that are runs, by the names of their classes; where there
   *     are none, no run needs to be followed either until {@link #follow} says so
   */
  public static Hooks install(
      Instrumentation instrumentation,
      Governor governor,
      HookListener listener,
      Map<String, Set<String>> runs) {
    List<ClientHooks> all = new ArrayList<ClientHooks>(Clients.ALL);
    all.add(LangChain4jInstrumentation.HOOKS);
    all.add(LangChain4jModelsInstrumentation.HOOKS);
    all.add(LangChain4jReadsInstrumentation.HOOKS);
    all.add(SpringAiModelsInstrumentation.HOOKS);
    all.add(SpringAiInstrumentation.HOOKS); // What is woven later is entered first: its runs pay.
    all.add(SdksInstrumentation.HOOKS);
    all.add(SocketsInstrumentation.HOOKS);
    if (!runs.isEmpty()) {
      all.addAll(Carriers.ALL);
      all.add(RunsInstrumentation.hooks(runs));
    }
    Hooks hooks = install(instrumentation, governor, listener, all);
    hooks.following = !runs.isEmpty();
    return hooks;
  }

  static Hooks install(
      Instrumentation instrumentation,
      Governor governor,
      HookListener listener,
      List<ClientHooks> clients) {
    final Hooks hooks = new Hooks(instrumentation, governor, listener);
    Runnable before =
        Gate.own(
            new Runnable() {
              @Override
              public void run() {
                hooks.leave();
              }
            });
    if (before != null) {
      before.run();
    }
    hooks.weave(clients);
    return hooks;
  }

  /**
   * Runs are to be followed to other threads from now on. The first time this changes classes of
   * the JDK and of libraries, some hundred milliseconds long; returns when they are followed.
   */
  public synchronized void follow() {
    if (!following) {
      following = true;
      weave(Carriers.ALL);
    }
  }

  private synchronized void weave(List<ClientHooks> clients) {
    if (left) {
      return;
    }
    states.add(clients);
    List<HookSlot> slots = new ArrayList<>(clients.size());
    for (ClientHooks client : clients) {
      slots.add(new HookSlot(client, governor, states));
    }
    NameTransformer transformer = new NameTransformer(slots, states, new FirstMatch(listener));
    transformers.add(transformer);
    for (HookSlot slot : slots) {
      Gate.set(slot.client().number(), slot);
    }
    instrumentation.addTransformer(transformer, true);
    retransform(instrumentation, transformer, states);
  }

  private synchronized void leave() {
    left = true;
    for (NameTransformer transformer : transformers) {
      instrumentation.removeTransformer(transformer);
    }
  }

  /** What became of each class that is to be hooked; a snapshot, unmodifiable. */
  public List<HookState> states() {
    return states.report();
  }

  /**
   * Who opens the connection that a woven method of the JDK's sockets is about to open.
   *
   * @return null for a client whose hook is live, else the name of the class
   */
  public String unhookedOpener() {
    return openers.unhooked(Openers.stack());
  }

  /** One class at a time: a batch fails as a whole. */
  private static void retransform(
      Instrumentation instrumentation, NameTransformer transformer, States states) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      NameTransformer.Target target = transformer.target(loaded.getName().replace('.', '/'));
      if (target == null) {
        retransformFound(instrumentation, transformer, loaded);
        continue;
      }
      ClassLoader loader = loaded.getClassLoader();
      try {
        instrumentation.retransformClasses(loaded);
        if (states.of(target.type, loader) == null) {
          states.note(target.client, target.type, loader, Status.FAILED, "not retransformed");
        }
      } catch (Throwable refused) {
        // Mostly another agent that changes what a retransformation may not change.
        Gate.fault(refused);
        states.note(target.client, target.type, loader, Status.FAILED, String.valueOf(refused));
      }
    }
  }

  private static void retransformFound(
      Instrumentation instrumentation, NameTransformer transformer, Class<?> loaded) {
    try {
      if (transformer.mayHaveSignature(loaded) && instrumentation.isModifiableClass(loaded)) {
        instrumentation.retransformClasses(loaded);
      }
    } catch (Throwable refused) {
      Gate.fault(refused);
    }
  }

  /** Tells the listener, once. */
  private static final class FirstMatch implements Runnable {
    private final HookListener listener;
    private final AtomicBoolean told = new AtomicBoolean();

    FirstMatch(HookListener listener) {
      this.listener = listener;
    }

    @Override
    public void run() {
      if (told.compareAndSet(false, true)) {
        try {
          listener.httpAppeared();
        } catch (Throwable fault) {
          Gate.fault(fault);
        }
      }
    }
  }
}
