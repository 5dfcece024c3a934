package dev.bursar.it.harness;

import dev.bursar.it.provider.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client in one version: a directory under {@code clients/}, or the JDK's own.
 *
 * @param kind which client it is
 * @param name its name and version
 * @param jars what a user would have on the class path for it
 */
public record ClientRow(Kind kind, String name, List<Path> jars) {
  /** The clients that there are programs for. */
  public enum Kind {
    /** OkHttp; any version from 3 on. */
    OKHTTP("okhttp-", "OkHttpProgram", 8, "okhttp"),
    /** The JDK's own client. */
    JDK("java.net.http", "JdkHttpProgram", 11, true, "java.net.http"),
    /** The JDK's own since 1.1. */
    HTTP_URL_CONNECTION(
        "http-url-connection", "HttpUrlConnectionProgram", 8, false, "http-url-connection"),
    /** Google's HTTP client, on HttpURLConnection. */
    GOOGLE_HTTP("google-http-client-", "GoogleHttpProgram", 8, false, "http-url-connection"),
    /** Apache HttpClient 4, blocking. */
    APACHE4("apache-httpclient-4", "Apache4Program", 8, false, "apache-4"),
    /** Apache HttpClient 5, blocking. */
    APACHE5("apache-httpclient-5", "Apache5Program", 8, false, "apache-5"),
    /** Apache HttpAsyncClient 4. */
    APACHE_ASYNC4("apache-httpasyncclient-4", "ApacheAsync4Program", 8, false, "apache-async-4"),
    /** Apache HttpClient 5, asynchronous. */
    APACHE_ASYNC5("apache-httpclient-5", "ApacheAsync5Program", 8, true, "apache-async-5"),
    /** Reactor Netty. */
    REACTOR_NETTY("reactor-netty-", "ReactorNettyProgram", 8, "netty"),
    /** Spring's WebClient on Reactor Netty. */
    WEB_CLIENT("spring-webclient-", "WebClientProgram", 8, "netty"),
    /** Spring's RestTemplate on HttpURLConnection. */
    REST_TEMPLATE(
        "spring-resttemplate-urlconnection-",
        "RestTemplateProgram",
        8,
        false,
        "http-url-connection"),
    /** Spring's RestTemplate on Apache HttpClient 4. */
    REST_TEMPLATE_APACHE4(
        "spring-resttemplate-apache4-", "RestTemplateProgram", 8, false, "apache-4"),
    /** Spring's RestClient on the JDK's own client. */
    REST_CLIENT("spring-restclient-jdk-", "RestClientProgram", 17, "java.net.http"),
    /** Spring's RestClient on Apache HttpClient 5. */
    REST_CLIENT_APACHE5("spring-restclient-apache5-", "RestClientProgram", 17, false, "apache-5"),
    /** Ktor's client on OkHttp. */
    KTOR_OKHTTP("ktor-okhttp-", "KtorProgram", 8, "okhttp"),
    /** Ktor's client on the JDK's own. */
    KTOR_JAVA("ktor-java-", "KtorProgram", 11, false, "java.net.http"),
    /** Ktor's client on Apache HttpClient 5. */
    KTOR_APACHE5("ktor-apache5-", "KtorProgram", 8, "apache-async-5"),
    /** Ktor's client on its own engine. */
    KTOR_CIO("ktor-cio-", "KtorProgram", 8, false, "ktor-cio"),
    /** Vert.x' web client. */
    VERTX("vertx-web-client-", "VertxProgram", 8, "netty"),
    /** async-http-client. */
    ASYNC_HTTP("async-http-client-", "AsyncHttpProgram", 8, "netty"),
    /** Jetty's client up to 9.4. */
    JETTY9("jetty-client-9", "Jetty9Program", 8, "jetty-9"),
    /** Jetty's client from 12 on. */
    JETTY12("jetty-client-12", "Jetty12Program", 17, "jetty-12"),
    /** OpenAI's SDK, on OkHttp. */
    OPENAI("openai-java-", "OpenAiProgram", 8, "okhttp"),
    /** LangChain4j's OpenAI models, on the JDK's client. */
    LANGCHAIN4J("langchain4j-", "LangChain4jProgram", 17, "java.net.http");

    private final String prefix;
    private final String program;
    private final int oldest;
    private final boolean http2;
    private final String hook;

    Kind(String prefix, String program, int oldest, String hook) {
      this(prefix, program, oldest, true, hook);
    }

    Kind(String prefix, String program, int oldest, boolean http2, String hook) {
      this.prefix = prefix;
      this.program = program;
      this.oldest = oldest;
      this.http2 = http2;
      this.hook = hook;
    }

    /** The oldest Java that it runs on. */
    public int oldest() {
      return oldest;
    }

    /** The agent's hook that its calls go through, by the name in the agent's reports. */
    public String hook(Protocol protocol) {
      boolean ownFrames = this == VERTX || this == ASYNC_HTTP;
      return ownFrames && protocol == Protocol.HTTPS_2 ? "netty-http2" : hook;
    }

    /** Whether it has calls that do not block. */
    public boolean async() {
      return switch (this) {
        case LANGCHAIN4J,
            HTTP_URL_CONNECTION,
            GOOGLE_HTTP,
            REST_TEMPLATE,
            REST_TEMPLATE_APACHE4,
            REST_CLIENT,
            REST_CLIENT_APACHE5 ->
            false;
        default -> true;
      };
    }

    /** Whether the app sees requests and responses, not an SDK's objects. */
    public boolean transport() {
      return this != OPENAI && this != LANGCHAIN4J;
    }

    /** Whether it has no connections of its own: it is covered through another row's client. */
    public boolean wraps() {
      return switch (this) {
        case GOOGLE_HTTP,
            REST_TEMPLATE,
            REST_TEMPLATE_APACHE4,
            REST_CLIENT,
            REST_CLIENT_APACHE5,
            KTOR_OKHTTP,
            KTOR_JAVA,
            KTOR_APACHE5 ->
            true;
        default -> false;
      };
    }

    /** Whether it comes with the JDK. */
    boolean ofTheJdk() {
      return this == JDK || this == HTTP_URL_CONNECTION;
    }
  }

  /** The last Java whose own classes reflection could reach. */
  private static final int LAST_OPEN = 15;

  private static final String AGENTS = "agents-";
  private static final String OLD_AGENTS = AGENTS + "0.";
  private static final String BAD_INPUT = "bad-input-";
  private static final String MODELS = "models-";
  private static final String SPRING_AI = "spring-ai-";
  private static final String ANTHROPIC = "anthropic-java-";
  private static final String GOOGLE = "google-genai-";

  /** The main class of the program under test. */
  public String mainClass() {
    return "dev.bursar.programs." + program();
  }

  private String program() {
    if (name.startsWith(OLD_AGENTS)) {
      return "OldAgentsProgram";
    }
    if (name.startsWith(AGENTS)) {
      return "AgentsProgram";
    }
    if (name.startsWith(BAD_INPUT)) {
      return "BadInputProgram";
    }
    if (name.startsWith(SPRING_AI)) {
      return "SpringAiProgram";
    }
    if (name.startsWith(ANTHROPIC)) {
      return "AnthropicProgram";
    }
    if (name.startsWith(GOOGLE)) {
      return "GoogleProgram";
    }
    return name.startsWith(MODELS) ? "ModelsProgram" : kind.program;
  }

  /** Whether it sends a POST again where a 307 tells it to. Old releases do not, or cannot. */
  public boolean followsPosts() {
    return kind.transport()
        && kind != Kind.VERTX
        && !name.startsWith("ktor-")
        && kind != Kind.REST_TEMPLATE
        && kind != Kind.REST_CLIENT_APACHE5
        && !name.startsWith("okhttp-3")
        && !name.startsWith("apache-httpclient-4.3")
        && !name.equals("apache-httpasyncclient-4.1");
  }

  /**
   * Whether its app learns that a chunked body was cut: HttpCore took it for the end once, Ktor 3
   * does where it was cut between two chunks.
   */
  public boolean tellsOfACut() {
    return !name.startsWith("apache-httpclient-4.3") // HTTPCORE-372
        && !name.startsWith("ktor-cio-3");
  }

  /** Whether its app learns that a connection was reset: Ktor 3's TLS does not always tell. */
  public boolean tellsOfAReset(Protocol protocol) {
    return protocol == Protocol.HTTP_1 || !name.startsWith("ktor-cio-3");
  }

  /** How often it sends a call that is answered by 429 first and by 500 from then on. */
  public int sendingsOfAFailingCall() {
    if (kind == Kind.APACHE5 || kind == Kind.APACHE_ASYNC5) {
      return 2; // It takes a 429 for something to send again, a 500 not.
    }
    return kind.transport() ? 1 : 3;
  }

  /** Whether its app learns that a body ended before the length that its head announced. */
  public boolean noticesShortBodies() {
    return kind != Kind.HTTP_URL_CONNECTION;
  }

  /**
   * Whether a response ends that its app closes before its end: Ktor's Java engine of 2 asks for no
   * more of it, and does not cancel it.
   */
  public boolean endsWhatIsClosed() {
    return !name.startsWith("ktor-java-2");
  }

  /** Whether its app learns that a call timed out, and not only that its stream was closed. */
  public boolean tellsOfATimeout(Protocol protocol) {
    return !name.equals("vertx-web-client-4.0.0") || protocol != Protocol.HTTPS_2;
  }

  /**
   * Whether it can send a call again by itself. The HTTP/2 of async-http-client 3.0.13 cannot: it
   * takes the end of the stream that was answered first for the end of the call.
   */
  public boolean sendsAgain(Protocol protocol) {
    return kind != Kind.ASYNC_HTTP || protocol != Protocol.HTTPS_2;
  }

  /** Whether its app gets a failure as it was thrown, not as the cause of a failure of its own. */
  public boolean throwsAsThrown(Protocol protocol) {
    return kind != Kind.VERTX || protocol != Protocol.HTTPS_2;
  }

  /** Whether it speaks HTTP/2 over TLS on a JDK. */
  public boolean http2(Jdk jdk) {
    if (name.startsWith("async-http-client-2")) {
      return false;
    }
    if (kind == Kind.JETTY9 && jdk.version() < 9) {
      return false; // It needs another part of Jetty there, to agree on a protocol.
    }
    if (name.equals("apache-httpclient-5.0") && jdk.version() > LAST_OPEN) {
      return false; // It asks for HTTP/2 and then cannot read which protocol was agreed.
    }
    return kind.http2;
  }

  /** The oldest Java that this version runs on. */
  public int oldestJava() {
    if (name.startsWith("spring-") && name.contains("-7.")) {
      return 17;
    }
    if (name.startsWith("vertx-web-client-5") || name.startsWith("async-http-client-3")) {
      return 11;
    }
    return kind.oldest();
  }

  /** LangChain4j with its agents, in a version: no client of its own. */
  public static ClientRow agents(String version) {
    Path row = Build.clients().resolve(AGENTS + version);
    return new ClientRow(Kind.LANGCHAIN4J, row.getFileName().toString(), jars(row));
  }

  /** LangChain4j with models of the app's own making, in a version that {@link #agents} has. */
  public static ClientRow models(String version) {
    Path row = Build.clients().resolve(AGENTS + version);
    return new ClientRow(Kind.LANGCHAIN4J, MODELS + version, jars(row));
  }

  /** Spring AI, with models of the app's own making and with OpenAI's: no client of its own. */
  public static ClientRow springAi(String version) {
    Path row = Build.clients().resolve(SPRING_AI + version);
    return new ClientRow(Kind.LANGCHAIN4J, row.getFileName().toString(), jars(row));
  }

  /** LangChain4j in an app that misuses it, in a version that {@link #agents} has. */
  public static ClientRow badInput(String version) {
    Path row = Build.clients().resolve(AGENTS + version);
    return new ClientRow(Kind.LANGCHAIN4J, BAD_INPUT + version, jars(row));
  }

  /** Every row of a kind, oldest first. */
  public static List<ClientRow> of(Kind kind) {
    if (kind.ofTheJdk()) {
      return List.of(new ClientRow(kind, kind.prefix, List.of()));
    }
    try (Stream<Path> rows = Files.list(Build.clients())) {
      List<ClientRow> found =
          rows.filter(row -> row.getFileName().toString().startsWith(kind.prefix))
              .sorted()
              .map(row -> new ClientRow(kind, row.getFileName().toString(), jars(row)))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("no client " + kind.prefix + " under " + Build.clients());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kind's program with the jars of another directory under {@code clients/}. */
  public static ClientRow beside(Kind kind, String directory) {
    return new ClientRow(kind, directory, jars(Build.clients().resolve(directory)));
  }

  /** The oldest row of a kind. */
  public static ClientRow oldest(Kind kind) {
    return of(kind).get(0);
  }

  /** The newest row of a kind. */
  public static ClientRow newest(Kind kind) {
    List<ClientRow> rows = of(kind);
    return rows.get(rows.size() - 1);
  }

  private static List<Path> jars(Path row) {
    Path directory = row.resolve("target").resolve("jars");
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException(
          directory
              + " is not there. Get the clients' jars first: mvn process-resources from the"
              + " project's root.");
    }
    try (Stream<Path> jars = Files.list(directory)) {
      return jars.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
