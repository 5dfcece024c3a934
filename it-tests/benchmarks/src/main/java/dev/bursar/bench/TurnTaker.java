package dev.bursar.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One of the JVMs of {@link Turns}: calls for as long as it is told, and says how many nanoseconds
 * and bytes each call took, until there is nothing more to be told.
 */
public final class TurnTaker {
  private final MethodHandle call;
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private TurnTaker(MethodHandle call) {
    this.call = call;
  }

  /**
   * Takes turns.
   *
   * @param args the class of a benchmark, and its method
   */
  public static void main(String[] args) throws Throwable {
    Class<?> type = Class.forName(args[0]);
    Object benchmark = type.getConstructor().newInstance();
    type.getMethod("build").invoke(benchmark);
    TurnTaker taker =
        new TurnTaker(
            MethodHandles.publicLookup()
                .findVirtual(type, args[1], MethodType.methodType(long.class))
                .bindTo(benchmark));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String millis = in.readLine(); millis != null; millis = in.readLine()) {
      System.out.println(Turns.ANSWER + taker.turn(Long.parseLong(millis)));
    }
    type.getMethod("end").invoke(benchmark);
    Runtime.getRuntime().exit(0);
  }

  private String turn(long millis) throws Throwable {
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    long length = TimeUnit.MILLISECONDS.toNanos(millis);
    long calls = 0;
    long answers = 0;
    long took;
    do {
      answers += (long) call.invokeExact();
      calls++;
      took = System.nanoTime() - start;
    } while (took < length);
    if (answers < calls) {
      throw new IllegalStateException("empty answers");
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
    return (double) took / calls + " " + (double) allocated / calls;
  }
}
