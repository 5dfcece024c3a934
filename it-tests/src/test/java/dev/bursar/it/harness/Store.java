package dev.bursar.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A store directory, looked at through the packaged jar's command line. */
public final class Store implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Function<List<String>, Outcome> commandLine;

  private Store(Path directory, Function<List<String>, Outcome> commandLine) {
    this.directory = directory;
    this.commandLine = commandLine;
  }

  /** A directory of its own, not there yet: the agent creates it. */
  public static Store fresh() {
    try {
      Path parent = Build.module().resolve("target").resolve("stores");
      Files.createDirectories(parent);
      return new Store(Files.createTempDirectory(parent, "s").resolve("store"), Desk::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, looked at with a JVM for each look, on some JDK. */
  public Store with(Jdk jdk) {
    return new Store(directory, arguments -> Java.bursar(jdk, arguments));
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /** Runs a command on it. */
  public Outcome run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--store");
    arguments.add(directory.toString());
    return commandLine.apply(arguments);
  }

  /** Everything that {@code status} shows. */
  public JsonNode status() {
    return object(run("status", "--json"));
  }

  /** One account. */
  public Account account(String name) {
    JsonNode status = status();
    return find(name, status)
        .orElseThrow(() -> new AssertionError("no account " + name + " in " + status));
  }

  private static Optional<Account> find(String name, JsonNode status) {
    for (JsonNode account : status.path("accounts")) {
      if (account.path("name").asText().equals(name)) {
        return Optional.of(new Account(account));
      }
    }
    return Optional.empty();
  }

  /** The account that calls are charged to where nothing else was said. */
  public Account account() {
    return account("default");
  }

  /** How many calls all accounts have refused; none where there is no account yet. */
  public long refusals() {
    Outcome status = run("status", "--json");
    if (status.err().stream().anyMatch(line -> line.contains("there is no store at"))) {
      return 0; // The app's agent is about to make it, with its directory first.
    }
    long sum = 0;
    for (JsonNode account : object(status).path("accounts")) {
      sum += new Account(account).refused(); // Each is counted on the account that was to pay.
    }
    return sum;
  }

  /** The calls, oldest first. */
  public List<JsonNode> calls() {
    return lines(run("calls", "--json"));
  }

  /** The reads, oldest first. */
  public List<JsonNode> reads() {
    return lines(run("reads", "--json"));
  }

  /** Everything that {@code doctor} shows, also where it ends with 1 because it found something. */
  public JsonNode doctor() {
    Outcome outcome = run("doctor", "--json");
    if (outcome.exit() > 1) {
      throw new AssertionError("the command failed: " + outcome);
    }
    return parse(outcome.text());
  }

  /** How many faults of its own the agent has swallowed, in all JVMs on this store. */
  public long faults() {
    long sum = 0;
    for (JsonNode count : doctor().findValues("faults")) {
      sum += count.isNumber() ? count.asLong() : count.size();
    }
    return sum;
  }

  /** The connections to providers that no hook saw, in all JVMs on this store. */
  public List<JsonNode> unmetered() {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode jvm : doctor().path("jvms")) {
      jvm.path("unmetered_connections").forEach(all::add);
    }
    return all;
  }

  private static JsonNode object(Outcome outcome) {
    if (outcome.exit() != 0) {
      throw new AssertionError("the command failed: " + outcome);
    }
    return parse(outcome.text());
  }

  private static List<JsonNode> lines(Outcome outcome) {
    if (outcome.exit() != 0) {
      throw new AssertionError("the command failed: " + outcome);
    }
    return outcome.out().stream().map(Store::parse).toList();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** Its files in which a text can be read. */
  public List<Path> filesWith(String text) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (contains(file, text)) {
          found.add(file);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // A record of the history does not cross the end of a block.
  private static boolean contains(Path file, String text) throws IOException {
    byte[] block = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.readNBytes(block, 0, block.length); n > 0; ) {
        if (new String(block, 0, n, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
        n = in.readNBytes(block, 0, block.length);
      }
    }
    return false;
  }

  /** Deletes it, unless {@code -Dbursar.it.keep=true}. */
  @Override
  public void close() {
    if (Boolean.getBoolean("bursar.it.keep")) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory.getParent())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
