package dev.bursar.it.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import javax.net.ssl.SSLSocket;

/**
 * A provider of models on a port of the loopback interface: chat completions, embeddings, and
 * resources to read. It answers as the test has told it to, counts every request that reaches it,
 * keeps what it received, and bills what it did.
 */
public final class Provider implements AutoCloseable {
  private static final long SEED = 20_261_122;

  private final ServerSocket server;
  private final Protocol protocol;
  private final OutputLaw law = new OutputLaw(SEED);
  private final Meter meter = new Meter();
  private final Pause pause = new Pause();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final Map<String, Tape> tapes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> hits = new ConcurrentHashMap<>();
  private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Sent lastSent;
  private volatile LongFunction<Reply> otherwise = number -> Reply.normal();

  private Provider(ServerSocket server, Protocol protocol) {
    this.server = server;
    this.protocol = protocol;
  }

  /** Opens a provider on a free port that speaks plain HTTP/1.1. */
  public static Provider start() {
    return start(Protocol.HTTP_1);
  }

  /** Opens a provider on a free port. */
  public static Provider start(Protocol protocol) {
    try {
      Provider provider =
          new Provider(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), protocol);
      daemon(provider::accept, "provider");
      return provider;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it is: scheme, host and port. */
  public URI uri() {
    String host = protocol.encrypted() ? "https://localhost:" : "http://127.0.0.1:";
    return URI.create(host + server.getLocalPort());
  }

  /** The flags of a JVM that is to trust it. */
  public List<String> trust() {
    return protocol.encrypted() ? Tls.ours().flags() : List.of();
  }

  /** What the clients are given as the provider's base URL. */
  public String base() {
    return uri() + "/v1";
  }

  /** The bill. */
  public Meter meter() {
    return meter;
  }

  /** Answers the next calls in these ways, one each. */
  public Provider next(Reply... ways) {
    synchronized (replies) {
      replies.addAll(List.of(ways));
    }
    return this;
  }

  /** Answers in this way whenever nothing else was said. */
  public Provider always(Reply way) {
    return always(number -> way);
  }

  /** Answers each call in a way that depends on its number, whenever nothing else was said. */
  public Provider always(LongFunction<Reply> way) {
    otherwise = way;
    return this;
  }

  /** Forgets every call so far, and their bill. */
  public void forget() {
    hits.clear();
    received.clear();
    meter.forget();
    calls.set(0);
    connections.set(0);
  }

  /** Forgets what was said about calls to come. */
  public Provider asUsual() {
    synchronized (replies) {
      replies.clear();
    }
    return always(Reply.normal());
  }

  /** Puts something to read at a path. */
  public Provider put(String path, Resource resource) {
    resources.put(path, resource);
    return this;
  }

  /** Answers whatever is sent to a path with a recorded response; not billed. */
  public Provider play(String path, Tape tape) {
    tapes.put(path, tape);
    return this;
  }

  /** How many connections were opened to the provider, whatever went over them. */
  public long connections() {
    return connections.get();
  }

  /** How many requests have reached the provider, whatever became of them. */
  public long hits() {
    return hits.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many requests have reached a path. */
  public long hits(String path) {
    LongAdder count = hits.get(path);
    return count == null ? 0 : count.sum();
  }

  /** Everything that was received to its end, in that order. */
  public List<ReceivedRequest> received() {
    return received;
  }

  /** The newest request. */
  public ReceivedRequest lastReceived() {
    return received.get(received.size() - 1);
  }

  /** The body that the newest request was answered with. */
  public byte[] lastSent() {
    return lastSent.body();
  }

  /** How many calls are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.removeIf(Socket::isClosed);
        open.add(socket);
        daemon(() -> serve(socket), "provider-connection");
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket raw) {
    try {
      raw.setTcpNoDelay(true);
      if (!protocol.encrypted()) {
        serve(new Http1(raw, raw));
        return;
      }
      SSLSocket socket = Tls.ours().accept(raw, protocol == Protocol.HTTPS_2);
      if ("h2".equals(socket.getApplicationProtocol())) {
        Http2.serve(socket, raw, this::arrived, this::receive);
      } else {
        serve(new Http1(socket, raw));
      }
    } catch (IOException e) {
      // The client has gone: its own affair.
    }
  }

  private void serve(Http1 connection) throws IOException {
    try (connection) {
      ReceivedRequest request = connection.read(this::arrived);
      while (request != null && receive(request, connection)) {
        request = connection.read(this::arrived);
      }
    }
  }

  private void arrived(String method, String path) {
    hits.computeIfAbsent(path, p -> new LongAdder()).increment();
  }

  /** Answers; tells whether the connection can be used again. */
  private boolean receive(ReceivedRequest request, Wire wire) throws IOException {
    received.add(request);
    Sent sent = new Sent(wire);
    lastSent = sent;
    return answer(request, sent);
  }

  private boolean answer(ReceivedRequest request, Wire wire) throws IOException {
    Resource resource = resources.get(request.path());
    if (resource != null) {
      resource.answer(request, wire);
      return true;
    }
    Tape tape = tapes.get(request.path());
    if (tape != null) {
      tape.answer(wire);
      return true;
    }
    boolean model =
        request.path().endsWith("/chat/completions") || request.path().endsWith("/embeddings");
    if (!model || !request.method().equals("POST")) {
      wire.head(404, Map.of("Content-Type", "text/plain"), 0);
      wire.end();
      return true;
    }
    inFlight.incrementAndGet();
    long number = calls.incrementAndGet();
    try {
      return new ModelCall(request, reply(number), meter, pause, wire).answer(law, number);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private Reply reply(long number) {
    synchronized (replies) {
      Reply next = replies.poll();
      return next == null ? otherwise.apply(number) : next;
    }
  }

  @Override
  public void close() {
    pause.close();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
