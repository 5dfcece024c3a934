package dev.bursar.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A Redis of one's own on a free port of the loopback. Its best case: it writes nothing to the
 * disk, finds fields by their hash, and stays on one core with its client, since waking another
 * core takes longer than the answer. It ends with the benchmark, or with its JVM.
 */
final class RedisServer implements AutoCloseable {
  /** What to say where there is none. */
  static final String MISSING =
      "skipped: redis-server is not installed: apt-get install redis-server";

  private static final String NAME = "redis-server";
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final int port;
  private final Path directory;
  private final Thread atExit;

  private RedisServer(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
    this.atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Whether there is a {@code redis-server} on the PATH. */
  static boolean installed() {
    String path = System.getenv("PATH");
    if (path != null) {
      for (String directory : path.split(File.pathSeparator, -1)) {
        if (Files.isExecutable(Path.of(directory, NAME))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What it says of its version, as 7.0.15. */
  static String version() throws IOException {
    Process asked = new ProcessBuilder(NAME, "--version").redirectErrorStream(true).start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.replaceFirst("(?s).*v=([0-9.]+).*", "$1");
  }

  /**
   * Keeps this JVM, and what it starts from now on, on its first core, where the system has {@code
   * taskset}. For a JVM that does nothing else.
   */
  static void stayOnOneCore() throws InterruptedException {
    try {
      long pid = ProcessHandle.current().pid();
      new ProcessBuilder("taskset", "-acp", "0", Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      System.err.println("taskset is not there: Redis and its client may be on different cores");
    }
  }

  static RedisServer start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path directory = Scratch.make();
    Process process =
        new ProcessBuilder(
                NAME,
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--hash-max-ziplist-entries",
                "0",
                "--daemonize",
                "no",
                "--dir",
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    RedisServer server = new RedisServer(process, port, directory);
    boolean up = false;
    try {
      server.awaitUp();
      up = true;
      return server;
    } finally {
      if (!up) {
        server.close();
      }
    }
  }

  private void awaitUp() throws InterruptedException, IOException {
    long deadline = System.nanoTime() + START_NANOS;
    while (true) {
      try (Jedis jedis = connect()) {
        jedis.ping();
        return;
      } catch (JedisConnectionException e) {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException("redis-server does not answer on port " + port, e);
        }
      }
    }
  }

  Jedis connect() {
    return new Jedis("127.0.0.1", port);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    boolean interrupted = false;
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
    Scratch.delete(directory);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
