package dev.bursar.programs;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server that deploys an app again and again, each time in a loader of its own, has it make a few
 * calls, and drops it with its threads. At the end it prints how many loaders are still there, and
 * how many classes there were after a tenth of the deployments and after all of them.
 */
public final class Redeploy {
  private static final long PATIENCE_SECONDS = 60;

  private Redeploy() {}

  /**
   * Runs.
   *
   * @param args the app's class path, the class that calls, the provider's base URL, how many times
   */
  public static void main(String[] args) throws Exception {
    URL[] path = path(args[0]);
    int times = Integer.parseInt(args[3]);
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    int early = 0;
    for (int i = 0; i < times; i++) {
      loaders.add(deployed(path, args[1], args[2]));
      if (i == times / 10) {
        dropped(loaders);
        early = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
      }
    }
    int left = dropped(loaders);
    int late = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    System.out.println(left + " " + early + " " + late);
    Runtime.getRuntime().exit(0);
  }

  private static URL[] path(String text) throws Exception {
    String[] files = text.split(File.pathSeparator, -1);
    URL[] urls = new URL[files.length];
    for (int i = 0; i < files.length; i++) {
      urls[i] = new File(files[i]).toURI().toURL();
    }
    return urls;
  }

  private static WeakReference<ClassLoader> deployed(URL[] path, String name, String base)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(path, ClassLoader.getSystemClassLoader().getParent())) {
      thread.setContextClassLoader(loader);
      loader.loadClass(name).getMethod("call", String.class).invoke(null, base);
      stopThreads(loader);
      return new WeakReference<>(loader);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Waits until the loaders are gone that can go; how many are left. */
  private static int dropped(List<WeakReference<ClassLoader>> loaders) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int left;
    do {
      System.gc();
      left = 0;
      for (WeakReference<ClassLoader> loader : loaders) {
        left += loader.get() == null ? 0 : 1;
      }
    } while (left > 0 && System.nanoTime() < end);
    return left;
  }

  /** As servers do: the pools behind an app's idle threads are shut down with it. */
  private static void stopThreads(ClassLoader loader) throws Exception {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread != Thread.currentThread() && thread.getContextClassLoader() == loader) {
        Object task = task(thread);
        Object pool = task == null ? null : field(task, "this$0");
        if (pool instanceof ExecutorService) {
          ((ExecutorService) pool).shutdownNow();
        }
      }
    }
  }

  private static Object task(Thread thread) throws Exception {
    Object holder = field(Thread.class, thread, "holder");
    return holder == null ? field(Thread.class, thread, "target") : field(holder, "task");
  }

  private static Object field(Object object, String name) throws Exception {
    return field(object.getClass(), object, name);
  }

  private static Object field(Class<?> type, Object object, String name) throws Exception {
    for (Field field : type.getDeclaredFields()) {
      if (field.getName().equals(name)) {
        field.setAccessible(true);
        return field.get(object);
      }
    }
    return null;
  }
}
