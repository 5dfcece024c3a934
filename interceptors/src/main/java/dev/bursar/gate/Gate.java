package dev.bursar.gate;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lives in the boot loader. The one door between woven methods and the agent: every advice body is
 * one static call to it. Before the agent has set its hooks, and after they are taken away, it does
 * nothing.
 *
 * <p>It can never be replaced in a running JVM, so it decides nothing itself; a second agent that
 * is attached takes it over ({@link #own}).
 *
 * <p>Threading: all methods may be called from any thread at any time.
 */
public final class Gate {
  /** OkHttp 3 to 5. */
  public static final int OKHTTP = 0;

  /** The JDK's own client, {@code java.net.http}. */
  public static final int JAVA_NET_HTTP = 1;

  /** {@code java.net.HttpURLConnection}, as the JDK implements it. */
  public static final int HTTP_URL_CONNECTION = 2;

  /** Apache HttpClient 4, blocking. */
  public static final int APACHE_4 = 3;

  /** Apache HttpClient 5, blocking. */
  public static final int APACHE_5 = 4;

  /** Apache HttpAsyncClient 4. */
  public static final int APACHE_ASYNC_4 = 5;

  /** Apache HttpClient 5, asynchronous. */
  public static final int APACHE_ASYNC_5 = 6;

  /** Netty's HTTP codecs, and with them all clients that stand on Netty. */
  public static final int NETTY = 7;

  /** Jetty's client up to 11. */
  public static final int JETTY_9 = 8;

  /** Jetty's client from 12 on. */
  public static final int JETTY_12 = 9;

  /** Methods of the app that are runs. */
  public static final int RUNS = 10;

  /** The JDK's executors, which runs follow. */
  public static final int EXECUTORS = 11;

  /** Netty's event loops, which runs follow. */
  public static final int NETTY_TASKS = 12;

  /** Reactor Netty's calls, which keep their runs. */
  public static final int REACTOR_NETTY = 13;

  /** async-http-client's calls, which keep their runs. */
  public static final int ASYNC_HTTP = 14;

  /** Vert.x' futures, which keep their listeners' runs. */
  public static final int VERTX = 15;

  /** Kotlin's coroutines, which keep their runs. */
  public static final int COROUTINES = 16;

  /** Netty's HTTP/2, for clients on Netty that write its frames themselves. */
  public static final int NETTY_HTTP_2 = 17;

  /** Ktor's own engine, CIO. */
  public static final int KTOR_CIO = 18;

  /** LangChain4j: whose calls they are. */
  public static final int LANGCHAIN4J = 20;

  /** LangChain4j's models: calls that no transport need see. */
  public static final int LANGCHAIN4J_MODELS = 21;

  /** Spring AI: whose calls they are. */
  public static final int SPRING_AI = 22;

  /** Spring AI's models: calls that no transport need see. */
  public static final int SPRING_AI_MODELS = 23;

  /** LangChain4j's retrievers, embedding stores and chat memories: what is read from them. */
  public static final int LANGCHAIN4J_READS = 24;

  /** The SDKs of OpenAI, Anthropic and Google: whose calls they are. */
  public static final int SDKS = 25;

  /** The JDK's sockets, below all clients. */
  public static final int SOCKETS = 63;

  /** How many hooks there may be. More than there are, so that a later agent finds room. */
  private static final int ROOM = 64;

  private static final AtomicReferenceArray<Hook> HOOKS = new AtomicReferenceArray<>(ROOM);
  private static final AtomicReference<Runnable> OWNER = new AtomicReference<>();
  private static final AtomicLong FAULTS = new AtomicLong();

  private static volatile FaultSink sink;
  private static volatile Configurable configurable;

  private Gate() {}

  /**
   * Advice calls this as a woven method is entered.
   *
   * @return what {@link Hook#enter} says, or null without a hook
   * @throws IOException a refusal
   */
  public static Object[] enter(
      int hook, int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    Hook target = HOOKS.get(hook);
    return target == null ? null : target.enter(point, where, self, first, second);
  }

  /**
   * Advice calls this as a woven method is left.
   *
   * @return what {@link Hook#exit} says, or null without a hook
   * @throws IOException a refusal
   */
  public static Object exit(
      int hook,
      int point,
      Class<?> where,
      Object self,
      Object[] entered,
      Object returned,
      Throwable thrown)
      throws IOException {
    Hook target = HOOKS.get(hook);
    return target == null ? null : target.exit(point, where, self, entered, returned, thrown);
  }

  /**
   * The JDK's sockets call this as they are about to connect. It handles faults itself, so that
   * there is nothing more to weave than the call.
   *
   * @param point which of their methods
   * @param address where to
   * @throws IOException a refusal
   */
  public static void connect(int point, Object address) throws IOException {
    try {
      enter(SOCKETS, point, null, null, address, null);
    } catch (Throwable thrown) {
      fault(rethrowRefusal(thrown));
    }
  }

  /**
   * The first thing that woven code does with what an advice body threw: a refusal passes to the
   * app, all else comes back, to be given to {@link #fault}.
   *
   * @return {@code thrown}, where it is no refusal
   * @throws BudgetExceededException {@code thrown} itself; a {@link BudgetExceededIOException} is
   *     thrown past the compiler's checks, and only leaves methods that declare {@code
   *     IOException}; for an {@link AppRefusal} what it carries
   */
  public static Throwable rethrowRefusal(Throwable thrown) {
    if (thrown instanceof BudgetExceededIOException || thrown instanceof BudgetExceededException) {
      Gate.<RuntimeException>rethrow(thrown);
    }
    if (thrown instanceof AppRefusal) {
      Gate.<RuntimeException>rethrow(thrown.getCause());
    }
    return thrown;
  }

  /** Counts a fault of ours that the app does not see, and tells the sink. Never throws. */
  public static void fault(Throwable fault) {
    FAULTS.incrementAndGet();
    FaultSink told = sink;
    if (told == null) {
      return;
    }
    try {
      told.fault(fault);
    } catch (Throwable unheard) {
      FAULTS.incrementAndGet();
    }
  }

  /** How many faults of ours were swallowed in this JVM until now. */
  public static long faults() {
    return FAULTS.get();
  }

  /**
   * Sets who is told of faults.
   *
   * @param told the sink, or null for none
   */
  public static void tell(FaultSink told) {
    sink = told;
  }

  /**
   * Sets a client's hook, in place of the one before.
   *
   * @param hook the client's number
   * @param target the hook, or null to do nothing from now on
   */
  public static void set(int hook, Hook target) {
    HOOKS.set(hook, target);
  }

  /**
   * Takes the gate over.
   *
   * @param leave stops the new owner's weaving; run by whoever takes over next
   * @return the same of the owner before, for the caller to run; null for the first
   */
  public static Runnable own(Runnable leave) {
    return OWNER.getAndSet(leave);
  }

  /**
   * Sets who puts another configuration in force when the agent is started once more.
   *
   * @param inForce the agent at work in this JVM
   */
  public static void configurable(Configurable inForce) {
    configurable = inForce;
  }

  /** The agent at work in this JVM, or null where there is none. */
  public static Configurable configurable() {
    return configurable;
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
