package dev.bursar.programs;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The ways on which an app's work can get from one thread to another. */
public final class Detour {
  private static final int PATIENCE_SECONDS = 60;

  /** Work that may throw. */
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(1, 1, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>(), Detour::daemon);
  private static final ScheduledExecutorService TIMES =
      Executors.newScheduledThreadPool(1, Detour::daemon);
  private static final ForkJoinPool FORKS = new ForkJoinPool(2);

  /** Knows no run: started before the first one, and given work by hand. */
  private static final Elsewhere ELSEWHERE = new Elsewhere();

  private Detour() {}

  /** Does something on a thread that knows no run, if this class was used before the first one. */
  static void elsewhere(Runnable errand) {
    ELSEWHERE.give(errand);
  }

  /** Does some work on a detour of this name, and waits for its end. */
  public static void take(String name, Work work) throws Exception {
    if (name.startsWith("coroutine-")) {
      CoroutineDetour.take(name, work);
      return;
    }
    switch (name) {
      case "none":
        work.run();
        return;
      case "execute":
        execute(POOL, work);
        return;
      case "submit":
        get(POOL.submit(callable(work)));
        return;
      case "schedule":
        get(TIMES.schedule(callable(work), 1, TimeUnit.MILLISECONDS));
        return;
      case "periodic":
        periodic(work);
        return;
      case "forkjoin":
        get(FORKS.submit(callable(work)));
        return;
      case "fork":
        get(FORKS.submit(() -> new Part(work).fork().join()));
        return;
      case "common-pool":
        get(CompletableFuture.supplyAsync(() -> done(work)));
        return;
      case "async-in-pool":
        get(CompletableFuture.supplyAsync(() -> done(work), POOL));
        return;
      case "then":
        CompletableFuture<Void> first = new CompletableFuture<>();
        Future<Object> then = first.thenApply(nothing -> done(work));
        ELSEWHERE.give(() -> first.complete(null));
        get(then);
        return;
      case "then-async":
        CompletableFuture<Void> before = new CompletableFuture<>();
        Future<Object> async = before.thenApplyAsync(nothing -> done(work), POOL);
        ELSEWHERE.give(() -> before.complete(null));
        get(async);
        return;
      case "parallel-stream":
        IntStream.range(0, 64).parallel().filter(i -> i == 63).forEach(i -> done(work));
        return;
      case "thread":
        thread(new Thread(() -> done(work)));
        return;
      case "virtual-thread":
        Object virtual = Thread.class.getMethod("ofVirtual").invoke(null);
        thread(
            (Thread)
                Class.forName("java.lang.Thread$Builder")
                    .getMethod("unstarted", Runnable.class)
                    .invoke(virtual, (Runnable) () -> done(work)));
        return;
      case "virtual-threads":
        ExecutorService each =
            (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        get(each.submit(callable(work)));
        each.shutdown();
        return;
      default:
        throw new IllegalArgumentException("no detour " + name);
    }
  }

  private static void execute(ThreadPoolExecutor pool, Work work) throws Exception {
    CompletableFuture<Object> end = new CompletableFuture<>();
    pool.execute(
        () -> {
          try {
            end.complete(done(work));
          } catch (Throwable t) {
            end.completeExceptionally(t);
          }
        });
    get(end);
  }

  /** Its second time does the work: the pool itself submits it for that. */
  private static void periodic(Work work) throws Exception {
    CountDownLatch end = new CountDownLatch(2);
    ScheduledFuture<?> task =
        TIMES.scheduleAtFixedRate(
            () -> {
              if (end.getCount() == 1) {
                done(work);
              }
              end.countDown();
            },
            1,
            1,
            TimeUnit.MILLISECONDS);
    if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the pool did not do its work twice");
    }
    task.cancel(false);
  }

  private static void thread(Thread thread) throws InterruptedException {
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
  }

  private static void get(Future<?> future) throws Exception {
    future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  private static Callable<Object> callable(Work work) {
    return () -> done(work);
  }

  private static Object done(Work work) {
    try {
      work.run();
      return Collections.emptyList();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Part extends RecursiveTask<Object> {
    private static final long serialVersionUID = 1;
    private final transient Work work;

    Part(Work work) {
      this.work = work;
    }

    @Override
    protected Object compute() {
      return done(work);
    }
  }

  private static final class Elsewhere {
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    Elsewhere() {
      daemon(this::serve).start();
    }

    void give(Runnable errand) {
      work.add(errand);
    }

    private void serve() {
      try {
        while (true) {
          work.take().run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
