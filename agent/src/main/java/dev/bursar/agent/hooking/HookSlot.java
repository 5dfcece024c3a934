package dev.bursar.agent.hooking;

import dev.bursar.agent.hooking.HookState.Status;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedType;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands in the gate for a client, and makes its hook when the first woven method is called: never
 * inside a transformer, where loading the hook's classes could come back to the class being loaded.
 *
 * <p>A hook that sees the app's types lives and dies with the app's loader: it is reached from the
 * app's own classes, and from here only weakly.
 *
 * <p>Threading: safe from any thread; a lock is taken as a class is first seen, and never after.
 */
final class HookSlot implements Hook {
  private final ClientHooks client;
  private final Governor governor;
  private final States states;
  private final ClientFit fit;
  private final boolean perLoader;
  private final Map<ClassLoader, WeakReference<Switch>> byLoader = new WeakHashMap<>();
  private final ClassValue<Switch> byClass =
      new ClassValue<Switch>() {
        @Override
        protected Switch computeValue(Class<?> where) {
          return hookFor(where.getClassLoader());
        }
      };
  private final AtomicReference<Hook> one = new AtomicReference<>();

  HookSlot(ClientHooks client, Governor governor, States states) {
    this.client = client;
    this.governor = governor;
    this.states = states;
    this.fit = new ClientFit(client);
    this.perLoader = !client.appPackages().isEmpty();
  }

  /** Whose hook stands here. */
  ClientHooks client() {
    return client;
  }

  /**
   * Why a class must not be woven. From the first such class of a loader on, the hook does nothing
   * for any class of that loader.
   *
   * @param type the class
   * @param loader its loader; null for the boot loader
   * @param classFile the class file as the JVM has it
   * @return null where it fits, else what is missing
   */
  String misfit(HookedType type, ClassLoader loader, byte[] classFile) {
    if (!client.sendsCalls() && !perLoader) {
      // No library that a hook links to: what one class lacks says nothing of the others.
      return Weaver.Holder.WEAVER.misfit(type, loader, classFile);
    }
    String misfit = fit.misfit(type, loader, classFile);
    if (misfit == null) {
      // The file that the JVM has need not be the one that the loader shows.
      misfit = Weaver.Holder.WEAVER.misfit(type, loader, classFile);
      if (misfit != null) {
        leaveAlone(loader, misfit);
      }
    }
    return misfit;
  }

  private void leaveAlone(ClassLoader loader, String misfit) {
    fit.leaveAlone(loader, misfit);
    states.withdraw(client, loader, Status.DOES_NOT_FIT, misfit);
    if (!perLoader) {
      one.set(NoHook.INSTANCE);
      return;
    }
    synchronized (byLoader) {
      WeakReference<Switch> kept = byLoader.get(loader);
      Switch known = kept == null ? null : kept.get();
      if (known != null) {
        known.hook = NoHook.INSTANCE;
      }
    }
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    return hook(where).enter(point, where, self, first, second);
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown)
      throws IOException {
    return hook(where).exit(point, where, self, entered, returned, thrown);
  }

  private Hook hook(Class<?> where) {
    if (perLoader) {
      return byClass.get(where).hook;
    }
    Hook known = one.get();
    if (known == null) {
      one.compareAndSet(null, make(null));
      known = one.get();
    }
    return known;
  }

  private Switch hookFor(ClassLoader app) {
    Switch known = keep(app, null);
    // Not under the lock: it loads classes of the app, whose loader may have a lock of its own.
    return known == null ? keep(app, make(app)) : known;
  }

  /** The hook of a loader: the one that was kept first, else this one, from now on. */
  private Switch keep(ClassLoader app, Hook made) {
    synchronized (byLoader) {
      WeakReference<Switch> kept = byLoader.get(app);
      Switch known = kept == null ? null : kept.get();
      if (known == null && made != null) {
        known = new Switch(fit.said(app) == null ? made : NoHook.INSTANCE);
        byLoader.put(app, new WeakReference<>(known));
      }
      return known;
    }
  }

  private Hook make(ClassLoader app) {
    try {
      ClassLoader loader = getClass().getClassLoader();
      if (perLoader) {
        loader = new AdapterLoader(loader, app, client.hook(), client.appPackages());
      }
      return Class.forName(client.hook(), true, loader)
          .asSubclass(Hook.class)
          .getConstructor(Governor.class)
          .newInstance(governor);
    } catch (Throwable fault) {
      Gate.fault(fault);
      states.withdraw(client, app, Status.FAILED, String.valueOf(fault));
      return NoHook.INSTANCE;
    }
  }

  /** A loader's hook, until it is to do nothing. */
  private static final class Switch {
    volatile Hook hook;

    Switch(Hook hook) {
      this.hook = hook;
    }
  }

  /** Does nothing, where a hook cannot be made. */
  private enum NoHook implements Hook {
    INSTANCE;

    @Override
    public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
      return null;
    }

    @Override
    public Object exit(
        int point,
        Class<?> where,
        Object self,
        Object[] entered,
        Object returned,
        Throwable thrown) {
      return null;
    }
  }
}
