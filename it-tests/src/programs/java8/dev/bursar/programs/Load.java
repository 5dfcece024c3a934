package dev.bursar.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Many calls of one kind: {@code threads} threads, each until it has made {@code calls} calls or
 * was refused {@code refusals} times in a row. Each call is answered by a line of its own, the
 * whole by a last one.
 */
final class Load {
  private final Order order;
  private final Function<Order, Answer> call;
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  Load(Order order, Function<Order, Answer> call) {
    this.order = order;
    this.call = call;
  }

  void run(Consumer<String> print) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < order.number("threads", 1); i++) {
      String name = order.id() + "-" + i;
      Thread thread = new Thread(() -> repeat(name, print), "load-" + name);
      threads.add(thread);
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Answer answer = new Answer(order);
    answer.put("calls", made.get()).put("refusals", refused.get()).put("failures", failed.get());
    print.accept(answer.toJson());
  }

  private void repeat(String name, Consumer<String> print) {
    int most = order.number("calls", Integer.MAX_VALUE);
    int patience = order.number("refusals", 3);
    int inARow = 0;
    for (int i = 0; i < most && inARow < patience; i++) {
      Answer answer = call.apply(order.withId(name + "-" + i));
      made.incrementAndGet();
      if (answer.refused()) {
        refused.incrementAndGet();
        inARow++;
      } else {
        inARow = 0;
        if (answer.failed()) {
          failed.incrementAndGet();
        }
      }
      print.accept(answer.toJson());
    }
  }
}
