package dev.bursar.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program under test in a JVM of its own. */
public final class App implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 150;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Writer orders;
  private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Answer> all = new CopyOnWriteArrayList<>();
  private final List<String> strayOutput = new CopyOnWriteArrayList<>();
  private final List<String> stderr = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private volatile boolean ended;

  private App(Process process) {
    this.process = process;
    orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    Thread errors = read(process.getErrorStream(), stderr::add, () -> {});
    read(process.getInputStream(), this::output, () -> nobodyWaits(errors));
  }

  /** Starts a program with some JVM flags, and waits until it takes orders. */
  public static App start(Combo combo, List<String> flags) {
    List<String> command = new ArrayList<>(List.of(combo.jdk().java().toString()));
    command.addAll(Jvm.QUICK);
    command.add(Jvm.NO_WORD_OF_LOGGING);
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(combo.client().jars()), combo.client().mainClass()));
    App app = new App(launch(command));
    app.await("ready");
    return app;
  }

  /**
   * Starts a program that has no client.
   *
   * @param prefix what stands before the launcher on the command line
   * @param programs where the classes of the programs are
   */
  public static App waiting(List<String> prefix, Jdk jdk, List<String> flags, Path programs) {
    List<String> command = new ArrayList<>(prefix);
    command.add(jdk.java().toString());
    command.addAll(Jvm.QUICK);
    command.addAll(flags);
    command.addAll(List.of("-cp", programs.toString(), "dev.bursar.programs.WaitingProgram"));
    App app = new App(launch(command));
    app.await("ready");
    return app;
  }

  private static String classPath(List<Path> jars) {
    return Stream.concat(Stream.of(Build.programs()), jars.stream())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Process launch(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      Jvm.withoutInheritedOptions(builder);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives an order and waits for its answer. */
  public Answer ask(Ask order) {
    return await(tell(order.named()));
  }

  /** Gives an order that is carried out on the side; its answer is awaited by the id. */
  public String start(Ask order) {
    return tell(order.named().with("background", true));
  }

  private String tell(Ask order) {
    try {
      orders.write(order.toLine() + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new IllegalStateException("the app has ended; " + this, e);
    }
    return order.id();
  }

  /** Waits for an answer. */
  public Answer await(String id) {
    CompletableFuture<Answer> answer =
        answers.computeIfAbsent(id, key -> new CompletableFuture<>());
    if (ended && !answer.isDone()) {
      throw new IllegalStateException("the app has ended; " + this);
    }
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("no answer to " + id + "; " + this, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Every answer so far, those of a load's single calls included. */
  public List<Answer> answers() {
    return all;
  }

  /** What came on stdout that is no answer: nothing may. */
  public List<String> strayOutput() {
    return strayOutput;
  }

  /** What has come on stderr so far. */
  public List<String> stderr() {
    return stderr;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Ends it without a chance to clean up. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Lets it end as an application does; returns its exit code. */
  public int exit() {
    if (process.isAlive()) {
      try {
        orders.write("exit\n");
        orders.close();
      } catch (IOException e) {
        // It was about to end anyway.
      }
    }
    return awaitEnd();
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the app does not end; " + this);
      }
      for (Thread reader : readers) {
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
    }
    awaitEnd();
  }

  private void output(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      strayOutput.add(line);
      return;
    }
    if (!json.path("id").isTextual()) {
      strayOutput.add(line);
      return;
    }
    Answer answer = new Answer(json);
    all.add(answer);
    answers
        .computeIfAbsent(json.path("id").asText(), key -> new CompletableFuture<>())
        .complete(answer);
  }

  private Thread read(InputStream in, Consumer<String> line, Runnable atEnd) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines().forEach(line);
              } catch (IOException | UncheckedIOException e) {
                // The process was ended.
              } finally {
                atEnd.run();
              }
            },
            "app-output");
    reader.setDaemon(true);
    readers.add(reader);
    reader.start();
    return reader;
  }

  /** Nobody waits for a process that is gone. */
  private void nobodyWaits(Thread errors) {
    ended = true;
    try {
      errors.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    IllegalStateException gone = new IllegalStateException("the app has ended; " + this);
    answers.values().forEach(answer -> answer.completeExceptionally(gone));
  }

  @Override
  public String toString() {
    return "stdout besides answers: " + strayOutput + ", stderr: " + stderr;
  }
}
