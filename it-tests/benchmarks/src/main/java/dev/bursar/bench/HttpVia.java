package dev.bursar.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** By which client, and over what. */
enum HttpVia {
  OKHTTP_5_MEMORY("OkHttp 5", "okhttp-5*", false),
  OKHTTP_4_MEMORY("OkHttp 4", "okhttp-4*", false),
  OKHTTP_5("OkHttp 5", "okhttp-5*", true),
  OKHTTP_4("OkHttp 4", "okhttp-4*", true),
  JDK("java.net.http", "okhttp-5*", true),
  /** A model of the app's own: over nothing. */
  LANGCHAIN4J("LangChain4j", "agents-1.19*", false);

  private static final Path CLIENTS = Path.of("it-tests/clients");

  final String client;
  final boolean loopback;

  private final String directory;

  HttpVia(String client, String directory, boolean loopback) {
    this.client = client;
    this.directory = directory;
    this.loopback = loopback;
  }

  Class<?> benchmark() {
    return switch (this) {
      case JDK -> JdkHttpBenchmark.class;
      case LANGCHAIN4J -> ModelBenchmark.class;
      default -> HttpBenchmark.class;
    };
  }

  /** The client's jars, as the integration tests use them; from the project's root. */
  Path jars() throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(CLIENTS, directory)) {
      for (Path each : found) {
        return each.resolve("target/jars");
      }
    }
    throw new IOException("no " + directory + " in " + CLIENTS + ": run from the project's root");
  }
}
