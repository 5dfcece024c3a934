package dev.bursar.agent.hooking;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;

/**
 * Threads that BlockHound watches as it does a {@link WatchedLoop}, for who brings no loop of his
 * own. None of the JDK's pools: two of whose threads that hand work over at once may wait for each
 * other at its locks, for which the call would be blamed.
 */
final class WatchedThreads implements Executor, AutoCloseable {
  private final BlockingQueue<Runnable> work = new LinkedTransferQueue<>();
  private final Thread[] threads;

  WatchedThreads(int number) {
    threads = new Thread[number];
    for (int i = 0; i < number; i++) {
      threads[i] = new Thread(this::run, WatchedLoop.NAME);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  @Override
  public void execute(Runnable task) {
    work.add(task);
  }

  private void run() {
    try {
      while (true) {
        next().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where they wait when there is nothing to do. */
  private Runnable next() throws InterruptedException {
    return work.take();
  }

  @Override
  public void close() {
    for (Thread thread : threads) {
      thread.interrupt();
    }
  }
}
