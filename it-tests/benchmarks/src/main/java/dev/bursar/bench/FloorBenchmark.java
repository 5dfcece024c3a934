package dev.bursar.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What no ledger of this kind can do without: two swaps of a word that processes share, a clock.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@State(Scope.Benchmark)
public class FloorBenchmark {
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int WORD = 128;
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Path directory;
  private ByteBuffer page;

  /** Only JMH makes one. */
  public FloorBenchmark() {}

  /** Maps a file like the store's header, where the store's header would be. */
  @Setup(Level.Trial)
  public void map() throws IOException {
    directory = Scratch.make();
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("header").toFile(), "rw")) {
      page = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, HEADER_BYTES);
    }
  }

  /** Removes it. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    Scratch.delete(directory);
  }

  /** Takes the word and gives it back. */
  @Benchmark
  public boolean casPair() {
    return WORDS.compareAndSet(page, WORD, 0L, 1L) && WORDS.compareAndSet(page, WORD, 1L, 0L);
  }

  /** The clock that windows go by. */
  @Benchmark
  public long clock() {
    return System.currentTimeMillis();
  }
}
