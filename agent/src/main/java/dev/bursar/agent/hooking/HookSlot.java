package dev.bursar.agent.hooking;

import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.ClientHooks;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Stands in the gate for a client, and makes its hook when the first woven method is called: never
 * inside a transformer, where loading the hook's classes could come back to the class being loaded.
 *
 * <p>A hook that sees the app's types lives and dies with the app's loader: it is reached from the
 * app's own classes, and from here only weakly.
 *
 * <p>Threading: safe from any thread; a lock is taken once a class and never after.
 */
final class HookSlot implements Hook {
  private final ClientHooks client;
  private final Governor governor;
  private final States states;
  private final boolean perLoader;
  private final Map<ClassLoader, WeakReference<Hook>> byLoader = new WeakHashMap<>();
  private final ClassValue<Hook> byClass =
      new ClassValue<Hook>() {
        @Override
        protected Hook computeValue(Class<?> where) {
          return hookFor(where.getClassLoader());
        }
      };
  private volatile Hook one;

  HookSlot(ClientHooks client, Governor governor, States states) {
    this.client = client;
    this.governor = governor;
    this.states = states;
    this.perLoader = !client.appPackages().isEmpty();
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
      return byClass.get(where);
    }
    Hook known = one;
    return known == null ? makeOne() : known;
  }

  private Hook makeOne() {
    synchronized (byLoader) {
      if (one == null) {
        one = make(null);
      }
      return one;
    }
  }

  private Hook hookFor(ClassLoader app) {
    synchronized (byLoader) {
      WeakReference<Hook> known = byLoader.get(app);
      Hook hook = known == null ? null : known.get();
      if (hook == null) {
        hook = make(app);
        byLoader.put(app, new WeakReference<>(hook));
      }
      return hook;
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
      states.fail(client, app, String.valueOf(fault));
      return NoHook.INSTANCE;
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
