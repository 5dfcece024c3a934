package dev.bursar.it.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bursar.it.harness.Build;
import dev.bursar.it.provider.Tape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One recorded exchange, and what the catalogue says that it was billed at. */
final class Fixture {
  private static final Set<String> CONNECTION =
      Set.of("content-length", "content-encoding", "transfer-encoding", "connection");

  /** The protocols that the agent meters; every other is known not to be. */
  private static final Set<String> METERED =
      Set.of(
          "azure-openai",
          "deepseek",
          "groq",
          "mistral",
          "openai-chat",
          "openai-compatible",
          "openai-embeddings",
          "openrouter",
          "together");

  private final Path directory;
  private final Map<String, String> row;
  private final JsonNode meta;

  private Fixture(Path directory, Map<String, String> row) throws IOException {
    this.directory = directory;
    this.row = row;
    meta = new ObjectMapper().readTree(directory.resolve(name() + ".meta.json").toFile());
  }

  /** Every fixture of the catalogue; none where it is not there. */
  static List<Fixture> all() {
    Path directory = Build.fixtures();
    if (directory == null) {
      System.out.println("it-tests: no recorded traffic beside the project: replay skipped");
      return List.of();
    }
    try {
      List<String> lines = Files.readAllLines(directory.resolve("manifest.tsv"));
      String[] names = lines.get(0).split("\t", -1);
      return lines.stream().skip(1).map(line -> of(directory, names, line)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture of(Path directory, String[] names, String line) {
    String[] cells = line.split("\t", -1);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], i < cells.length ? cells[i] : "");
    }
    try {
      return new Fixture(directory, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return row.get("file_base");
  }

  /**
   * The URL that was called, without TLS.
   *
   * @param loopback what stands for a model server on the caller's own machine: no client takes a
   *     proxy to that
   */
  URI url(URI loopback) {
    String url = meta.path("url").asText().replaceFirst("^https:", "http:");
    return URI.create(
        url.replaceFirst("^http://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?", loopback.toString()));
  }

  int status() {
    return Integer.parseInt(row.get("status"));
  }

  byte[] request() {
    return read(name() + ".request.json");
  }

  Tape response() {
    Map<String, String> headers = new HashMap<>();
    meta.path("response_headers")
        .properties()
        .forEach(
            header -> {
              if (!CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), header.getValue().asText());
              }
            });
    return new Tape(status(), headers, read(name() + ".response." + row.get("ext")));
  }

  /**
   * Whether the agent meters such a call: by its protocol, which a provider may have several of.
   */
  boolean metered() {
    boolean responses = url(URI.create("http://localhost")).getPath().endsWith("/responses");
    return METERED.contains(name().substring(0, name().indexOf('/'))) && !responses;
  }

  /** Whether the recording says what was billed. */
  boolean hasUsage() {
    return !row.get("prompt_tokens").isEmpty();
  }

  /** All billed input, cached and cache-write parts included. */
  long input() {
    long sum = number("prompt_tokens") + number("tool_use_prompt_tokens");
    return apart() ? sum + number("cached_tokens") + number("cache_write_tokens") : sum;
  }

  /** All billed output, reasoning included. */
  long output() {
    long visible = number("completion_tokens");
    return name().startsWith("gemini/") ? visible + number("reasoning_tokens") : visible;
  }

  long cached() {
    return number("cached_tokens");
  }

  /** Anthropic and Bedrock count cached input apart from the rest. */
  private boolean apart() {
    return name().startsWith("anthropic/")
        || name().startsWith("bedrock-")
        || row.get("request_model").startsWith("anthropic.");
  }

  private long number(String cell) {
    String text = row.get(cell);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private byte[] read(String file) {
    try {
      return Files.readAllBytes(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
