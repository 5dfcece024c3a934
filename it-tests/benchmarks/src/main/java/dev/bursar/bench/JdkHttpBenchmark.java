package dev.bursar.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
 * One call by the JDK's own client, on the loopback: it makes its connections itself, and cannot be
 * answered in memory. Without a server's port it starts one of its own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@State(Scope.Thread)
public class JdkHttpBenchmark {
  private LoopbackServer own;
  private HttpClient client;
  private HttpRequest chat;

  /** Only JMH makes one. */
  public JdkHttpBenchmark() {}

  /** Builds the client and its requests. */
  @Setup(Level.Trial)
  public void build() throws IOException {
    Integer port = Integer.getInteger(HttpBenchmark.PORT);
    if (port == null) {
      own = LoopbackServer.start();
      port = own.port();
    }
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    String url = "http://127.0.0.1:" + port + CannedAnswers.CHAT;
    chat = post(url);
  }

  private static HttpRequest post(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "Bearer none")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(CannedAnswers.request(false)))
        .build();
  }

  /** Ends the server, where it is its own. */
  @TearDown(Level.Trial)
  public void end() throws IOException {
    if (own != null) {
      own.close();
    }
  }

  /** An LLM call. */
  @Benchmark
  public long chat() throws IOException, InterruptedException {
    return client.send(chat, HttpResponse.BodyHandlers.ofByteArray()).body().length;
  }
}
