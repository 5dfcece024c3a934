package dev.bursar.agent.hooking;

import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedType;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Whether a client's library, as one loader of the app shows it, is one that we know. Asked as the
 * first class of the library is woven for that loader, and answered once, for all its classes: a
 * library that does not fit is left alone as a whole.
 *
 * <p>Threading: any thread; no lock is held while files are read.
 */
final class ClientFit {
  private static final Object BOOT = new Object();
  private static final String FITS = "";

  private final ClientHooks client;
  private final Map<Object, String> byLoader = new WeakHashMap<>();

  ClientFit(ClientHooks client) {
    this.client = client;
  }

  /**
   * What the library lacks.
   *
   * @param type the class that is being woven
   * @param loader its loader; null for the boot loader
   * @param classFile the class file as the JVM has it
   * @return null where it fits
   */
  String misfit(HookedType type, ClassLoader loader, byte[] classFile) {
    String known = known(loader);
    if (known == null) {
      String misfit = ShapeList.misfit(client, type, loader, classFile);
      known = keep(loader, misfit == null ? FITS : misfit);
    }
    return FITS.equals(known) ? null : known;
  }

  /** What {@link #misfit} has said of a loader; null where the library fits, or was never seen. */
  String said(ClassLoader loader) {
    String known = known(loader);
    return FITS.equals(known) ? null : known;
  }

  /** From now on the library of a loader does not fit. */
  synchronized void leaveAlone(ClassLoader loader, String misfit) {
    byLoader.put(loader == null ? BOOT : loader, misfit);
  }

  private synchronized String known(ClassLoader loader) {
    return byLoader.get(loader == null ? BOOT : loader);
  }

  private synchronized String keep(ClassLoader loader, String misfit) {
    Object key = loader == null ? BOOT : loader;
    String before = byLoader.get(key);
    if (before == null) {
      byLoader.put(key, misfit);
    }
    return before == null ? misfit : before;
  }
}
