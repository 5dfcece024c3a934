package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.Providers;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import java.util.function.Function;

/** Decides over calls by a ledger, and has reads recorded. Thread-safe. */
public final class LedgerGovernor implements Governor {
  /** Tokens to compare prices by. */
  private static final long MANY = 1_000_000;

  private final Policy policy;
  private final StoreSource store;
  private final PriceTable prices;
  private final FaultCounter faults;
  private final ReadFollower reads;
  private final Function<String, Provider> providers;
  private final Settling settling;
  private final Delegating delegating;
  private final RetryMemory retries;

  /**
   * @param policy what is the user's to decide
   * @param store where the store comes from; asked by each call
   * @param prices what tokens cost
   * @param faults counts what goes wrong on our side
   * @param reads follows reads, or null where none are recorded
   */
  public LedgerGovernor(
      Policy policy,
      StoreSource store,
      PriceTable prices,
      FaultCounter faults,
      ReadFollower reads) {
    this(policy, store, prices, faults, reads, Providers::of);
  }

  /** The one that takes this one's place, under another configuration; knows what failed here. */
  public LedgerGovernor next(
      Policy newPolicy, StoreSource newStore, PriceTable newPrices, ReadFollower newReads) {
    return new LedgerGovernor(newPolicy, newStore, newPrices, faults, newReads, providers, retries);
  }

  /** With other protocols than all that are known; for tests. */
  LedgerGovernor(
      Policy policy,
      StoreSource store,
      PriceTable prices,
      FaultCounter faults,
      ReadFollower reads,
      Function<String, Provider> providers) {
    this(policy, store, prices, faults, reads, providers, new RetryMemory(System::nanoTime));
  }

  private LedgerGovernor(
      Policy policy,
      StoreSource store,
      PriceTable prices,
      FaultCounter faults,
      ReadFollower reads,
      Function<String, Provider> providers,
      RetryMemory retries) {
    this.policy = policy;
    this.store = store;
    this.prices = prices;
    this.faults = faults;
    this.reads = reads;
    this.providers = providers;
    this.retries = retries;
    this.settling = new Settling(policy, faults);
    this.delegating = new Delegating(this);
  }

  @Override
  public int look(String method, String host, String path) {
    if (policy.mode() == Mode.OFF || method == null) {
      return IGNORE;
    }
    if (method.equals("POST")) {
      return path != null && Providers.of(path) != null ? CALL : IGNORE;
    }
    boolean read = method.equals("GET") || method.equals("HEAD");
    return read && reads != null && reads.follows(host) ? READ : IGNORE;
  }

  @Override
  public Exchange open(Request request, int interest) {
    return interest == READ ? reads.open(request) : new CallExchange(this, request);
  }

  @Override
  public ModelExchange open(ModelRequest request) {
    return policy.mode() == Mode.OFF ? null : new TypedExchange(this, request);
  }

  @Override
  public Run begin(int what, String type, String name, Run caller) {
    Run run = policy.runs().begin(what, type, name, caller);
    if (run != null && RunRules.isBeyond(run)) {
      delegating.refuse(run);
    }
    return run;
  }

  @Override
  public void useTool(String library, String name, Run run) {
    if (policy.mode() != Mode.OFF) {
      delegating.useTool(library, name, run);
    }
  }

  /** Once the store is open, and where it never will be. */
  @Override
  public boolean ready(long millis) throws InterruptedException {
    try {
      return store.get(millis) != null;
    } catch (RuntimeException failed) {
      return true; // Each call is told why, at once.
    }
  }

  Policy policy() {
    return policy;
  }

  FaultCounter faults() {
    return faults;
  }

  Settling settling() {
    return settling;
  }

  RetryMemory retries() {
    return retries;
  }

  Provider provider(String path) {
    return providers.apply(path);
  }

  Quote quote(Call call, String biller) {
    return Quote.of(call, prices, biller, policy.ceiling());
  }

  /** A quote where who bills may not be known: then of all who have the model, the dearest. */
  Quote dearestQuote(Call call, String biller) {
    Quote dearest = quote(call, biller);
    for (String model : call.models()) {
      if (prices.find(model, biller) == null) {
        for (String each : prices.billers(model)) {
          Quote other = quote(call, each);
          if (dearest.unpriced() != null || other.worst(MANY, MANY) > dearest.worst(MANY, MANY)) {
            dearest = other;
          }
        }
      }
    }
    return dearest;
  }

  /**
   * The books, once the store is open.
   *
   * @throws IllegalStateException where it does not open in time
   */
  Books books(long millis) throws InterruptedException {
    Books books = store.get(0);
    if (books == null) {
      books = store.get(millis);
    }
    if (books == null) {
      throw new IllegalStateException("the store did not open within " + millis + " ms");
    }
    return books;
  }
}
