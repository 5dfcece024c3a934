package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.prices.ModelPrice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the governor does in the cases that are the user's to decide. Immutable. */
public final class Policy {
  private final Mode mode;
  private final boolean refusalByException;
  private final boolean allowOnError;
  private final long waitMillis;
  private final long minOutput;
  private final boolean contextWindow;
  private final boolean abandonedAsSeen;
  private final ModelPrice ceiling;
  private final List<Glob> loggedHosts;
  private final String agentHeader;
  private final String agentQuery;
  private final RunRules runs;

  private Policy(Builder b) {
    mode = b.mode;
    refusalByException = b.refusalByException;
    allowOnError = b.allowOnError;
    waitMillis = b.waitMillis;
    minOutput = b.minOutput;
    contextWindow = b.contextWindow;
    abandonedAsSeen = b.abandonedAsSeen;
    ceiling = b.ceiling;
    loggedHosts = Collections.unmodifiableList(new ArrayList<>(b.loggedHosts));
    agentHeader = b.agentHeader;
    agentQuery = b.agentQuery;
    runs = b.runs;
  }

  /** Starts from the defaults: enforce, everything as strict as it can be, all reads logged. */
  public static Builder builder() {
    return new Builder();
  }

  /** What happens to a call that its account cannot cover. */
  public Mode mode() {
    return mode;
  }

  /** Whether a refusal is thrown; else it is a synthetic response. */
  public boolean refusalByException() {
    return refusalByException;
  }

  /** Whether calls pass while the ledger cannot be used; else they are refused. */
  public boolean allowOnError() {
    return allowOnError;
  }

  /** How long a call may wait for others in flight, in milliseconds. */
  public long waitMillis() {
    return waitMillis;
  }

  /** The fewest output tokens of one answer that a call may be clamped to; at least 1. */
  public long minOutput() {
    return minOutput;
  }

  /** Whether input without a bound is held as the model's context window; else it is refused. */
  public boolean contextWindow() {
    return contextWindow;
  }

  /**
   * Whether a stream that the app closes early is charged as far as it was seen, where the provider
   * stops billing then; else it is charged as held.
   */
  public boolean abandonedAsSeen() {
    return abandonedAsSeen;
  }

  /** What a model without a price costs, or null where such calls are refused. */
  public ModelPrice ceiling() {
    return ceiling;
  }

  /** The hosts whose reads are logged. */
  public List<Glob> loggedHosts() {
    return loggedHosts;
  }

  /** The request header that names the agent which reads, or null for none. */
  public String agentHeader() {
    return agentHeader;
  }

  /** The query parameter that names the agent which reads, or null for none. */
  public String agentQuery() {
    return agentQuery;
  }

  /** Which methods are runs. */
  public RunRules runs() {
    return runs;
  }

  /** Builds a {@link Policy}. Not thread-safe. */
  public static final class Builder {
    private Mode mode = Mode.ENFORCE;
    private boolean refusalByException;
    private boolean allowOnError;
    private long waitMillis = 10_000;
    private long minOutput = 256;
    private boolean contextWindow;
    private boolean abandonedAsSeen;
    private ModelPrice ceiling;
    private List<Glob> loggedHosts = Collections.singletonList(new Glob("*"));
    private String agentHeader;
    private String agentQuery;
    private RunRules runs = RunRules.builder().build();

    private Builder() {}

    /** Sets {@link Policy#mode}; {@code ENFORCE} where not set. */
    public Builder mode(Mode value) {
      mode = value;
      return this;
    }

    /** Sets {@link Policy#refusalByException}; false where not set. */
    public Builder refusalByException(boolean on) {
      refusalByException = on;
      return this;
    }

    /** Sets {@link Policy#allowOnError}; false where not set. */
    public Builder allowOnError(boolean on) {
      allowOnError = on;
      return this;
    }

    /** Sets {@link Policy#waitMillis}, not negative; 10,000 where not set. */
    public Builder waitMillis(long millis) {
      waitMillis = Math.max(0, millis);
      return this;
    }

    /** Sets {@link Policy#minOutput}; 256 where not set. */
    public Builder minOutput(long tokens) {
      minOutput = Math.max(1, tokens);
      return this;
    }

    /** Sets {@link Policy#contextWindow}; false where not set. */
    public Builder contextWindow(boolean on) {
      contextWindow = on;
      return this;
    }

    /** Sets {@link Policy#abandonedAsSeen}; false where not set. */
    public Builder abandonedAsSeen(boolean on) {
      abandonedAsSeen = on;
      return this;
    }

    /** Sets {@link Policy#ceiling}; null where not set. */
    public Builder ceiling(ModelPrice price) {
      ceiling = price;
      return this;
    }

    /** Sets {@link Policy#loggedHosts}; all where not set. */
    public Builder loggedHosts(List<Glob> hosts) {
      loggedHosts = hosts;
      return this;
    }

    /** Sets {@link Policy#agentHeader}; null where not set. */
    public Builder agentHeader(String name) {
      agentHeader = name;
      return this;
    }

    /** Sets {@link Policy#agentQuery}; null where not set. */
    public Builder agentQuery(String name) {
      agentQuery = name;
      return this;
    }

    /** Sets {@link Policy#runs}; none where not set. */
    public Builder runs(RunRules rules) {
      runs = rules;
      return this;
    }

    /** The policy. */
    public Policy build() {
      return new Policy(this);
    }
  }
}
