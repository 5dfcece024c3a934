package dev.bursar.bench;

import java.nio.file.Path;
import java.util.List;

/** Which agent is there. */
enum HttpAgent {
  NONE,
  BURSAR,
  /** As it comes: its spans and metrics go to a collector. */
  OPENTELEMETRY,
  /** It makes its spans and gives them to nobody: the least that it can cost. */
  OPENTELEMETRY_SILENT,
  /** None, once more: what two JVMs differ by that are the same is noise. */
  NONE_AGAIN;

  static final Path JAR = Path.of("agent/target/bursar.jar");

  private static final Path OTHER =
      Path.of("it-tests/benchmarks/target/opentelemetry-javaagent.jar");

  /**
   * The flags of a JVM with it.
   *
   * @param store where Bursar keeps its store
   * @param collector where OpenTelemetry's exports to
   */
  List<String> flags(HttpWork work, Path store, String collector) {
    return switch (this) {
      case NONE, NONE_AGAIN -> List.of();
      case BURSAR ->
          List.of("-javaagent:" + JAR.toAbsolutePath() + "=store=" + store + "," + work.arguments);
      case OPENTELEMETRY ->
          List.of(
              "-javaagent:" + OTHER.toAbsolutePath(),
              "-Dotel.exporter.otlp.endpoint=" + collector,
              "-Dotel.javaagent.logging=none");
      case OPENTELEMETRY_SILENT ->
          List.of(
              "-javaagent:" + OTHER.toAbsolutePath(),
              "-Dotel.traces.exporter=none",
              "-Dotel.metrics.exporter=none",
              "-Dotel.logs.exporter=none",
              "-Dotel.javaagent.logging=none");
    };
  }
}
