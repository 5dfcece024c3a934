package dev.bursar.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.CacheControl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
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
 * One call by OkHttp, from the request to the end of its answer. With a server's port in {@link
 * #PORT} on the loopback, else answered in memory. The same whether an agent is there or not.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@State(Scope.Thread)
public class HttpBenchmark {
  /** The system property with the port of the server. */
  static final String PORT = "bench.port";

  /** The host of all requests. */
  static final String HOST = "gateway.example";

  private static final MediaType JSON = MediaType.parse("application/json");
  private static final int PAYMENT_REQUIRED = 402;
  private static final int UNSATISFIABLE = 504;

  private OkHttpClient client;
  private Request chat;
  private Request stream;
  private Request otherPost;
  private Request otherGet;
  private Request resource;

  /** Only JMH makes one. */
  public HttpBenchmark() {}

  /** Builds the client and its requests. */
  @Setup(Level.Trial)
  public void build() {
    Integer port = Integer.getInteger(PORT);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder().dns(host -> List.of(InetAddress.getLoopbackAddress()));
    client = (port == null ? inMemory(builder) : builder).build();
    String base = "http://" + HOST + ":" + (port == null ? 80 : port);
    chat = post(base + CannedAnswers.CHAT, false);
    stream = post(base + CannedAnswers.CHAT + "?stream", true);
    resource = new Request.Builder().url(base + CannedAnswers.RESOURCE).build();
    otherPost = unconnected(post(base + CannedAnswers.OTHER, false));
    otherGet = unconnected(resource);
  }

  /**
   * A request that OkHttp answers itself, for want of a cache: with so little around it, what is
   * added can be told from noise.
   */
  private static Request unconnected(Request request) {
    return request.newBuilder().cacheControl(CacheControl.FORCE_CACHE).build();
  }

  private static OkHttpClient.Builder inMemory(OkHttpClient.Builder builder) {
    return builder
        .socketFactory(new CannedSockets())
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO);
  }

  private static Request post(String url, boolean stream) {
    // In this order for the sake of OkHttp 3.
    RequestBody body = RequestBody.create(JSON, CannedAnswers.request(stream));
    return new Request.Builder().url(url).header("Authorization", "Bearer none").post(body).build();
  }

  /** Ends the client. */
  @TearDown(Level.Trial)
  public void end() {
    client.connectionPool().evictAll();
  }

  /** An LLM call. */
  @Benchmark
  public long chat() throws IOException {
    return whole(chat, 200);
  }

  /** An LLM call that the account cannot cover. */
  @Benchmark
  public long refused() throws IOException {
    return whole(chat, PAYMENT_REQUIRED);
  }

  /** An LLM call whose answer is a stream, read line by line. */
  @Benchmark
  public long stream() throws IOException {
    long length = 0;
    try (Response response = client.newCall(stream).execute()) {
      BufferedSource source = response.body().source();
      for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
        length += line.length();
      }
    }
    return length;
  }

  /** A POST that is no LLM call, up to where a connection would be made. */
  @Benchmark
  public long otherPost() throws IOException {
    return whole(otherPost, UNSATISFIABLE);
  }

  /** A GET that is not logged, up to where a connection would be made. */
  @Benchmark
  public long otherGet() throws IOException {
    return whole(otherGet, UNSATISFIABLE);
  }

  /** A GET. */
  @Benchmark
  public long get() throws IOException {
    return whole(resource, 200);
  }

  private long whole(Request request, int expected) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      if (response.code() != expected) {
        throw new IOException("HTTP " + response.code() + ", not " + expected);
      }
      return response.body().bytes().length;
    }
  }
}
