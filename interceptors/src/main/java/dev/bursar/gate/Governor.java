package dev.bursar.gate;

/**
 * Lives in the boot loader. Decides what may leave the JVM. The agent provides the one
 * implementation; the interceptors ask it.
 *
 * <p>Threading: all methods may be called from any thread at any time.
 */
public interface Governor {
  /** {@link #look}: not ours; the request passes untouched and is not followed. */
  int IGNORE = 0;

  /** {@link #look}: a read that is logged when it succeeds. */
  int READ = 1;

  /** {@link #look}: looks like an LLM call; {@link #open} it and ask for a decision. */
  int CALL = 2;

  /**
   * The first look at a request: cheap, no allocation, no I/O, never throws.
   *
   * @param method the HTTP method in upper case
   * @param host the host as the request names it, or null where unknown
   * @param path the raw path without the query, or null where there is none
   * @return {@link #IGNORE}, {@link #READ} or {@link #CALL}
   */
  int look(String method, String host, String path);

  /**
   * A connection is about to be opened. Called for each: no I/O, no lock.
   *
   * @param host the host's name, or its address where the app gave no name; may be null
   * @return null to let it pass, else the message of a refusal
   */
  default String connect(String host) {
    return null;
  }

  /**
   * Starts to follow one exchange.
   *
   * @param request the request, as the client is about to send it; not kept after {@link
   *     Exchange#decide} has returned
   * @param interest what {@link #look} said: {@link #READ} or {@link #CALL}
   * @return the exchange; never null
   */
  Exchange open(Request request, int interest);

  /**
   * Starts to follow a call of a model that a hook above the transports sees.
   *
   * @param request the request; kept as long as the exchange
   * @return the exchange, or null where nothing is metered
   */
  default ModelExchange open(ModelRequest request) {
    return null;
  }

  /**
   * Begins a run, where what is entered has an account of its own.
   *
   * @param what {@link Run#METHOD}, {@link Run#AI_SERVICE}, {@link Run#AGENT}, {@link Run#TOOL},
   *     {@link Run#CHAT_CLIENT} or {@link Run#SDK_CALL}
   * @param type the name of the class that declares the method, with dots; of a chat client or a
   *     model of Spring AI the name of its bean, or of the class that calls it, as of an SDK; null
   *     for a tool
   * @param name the name of the method, of the agent, or of the tool
   * @param caller the run that this one is called from, or null for the JVM itself
   * @return a new run; or null where this is none
   * @throws BudgetExceededException where an account lets runs go no deeper, or its run begin no
   *     more
   */
  Run begin(int what, String type, String name, Run caller);

  /**
   * Counts an execution of a tool, before it begins.
   *
   * @param library whose tool it is, as the history of calls shows it: {@code langchain4j}
   * @param name what the model calls the tool; may be null
   * @param run the run that executes it, or null for the JVM itself
   * @throws BudgetExceededException where it must not be executed
   */
  default void useTool(String library, String name, Run run) {}

  /**
   * From now on there are runs to be followed across threads. Returns when they are; the first time
   * that may take some hundred milliseconds. Never fails: what goes wrong is counted.
   */
  default void follow() {}

  /**
   * Whether {@link #look}, {@link #open} and {@link Exchange#decide} answer at once, from now on.
   * As long as they do not, a client must not ask them on a thread that others depend on.
   *
   * @param millis how long to wait for it at most; 0 not to wait
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  default boolean ready(long millis) throws InterruptedException {
    return true;
  }
}
