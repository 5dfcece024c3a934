package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.typed.TypedCall;
import dev.bursar.agent.provider.typed.TypedProvider;
import dev.bursar.agent.provider.typed.TypedReader;
import dev.bursar.gate.ModelAnswer;
import dev.bursar.gate.ModelExchange;
import dev.bursar.gate.ModelRequest;
import dev.bursar.store.Account;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * One call of a model that no transport need see. Each attempt has a hold of its own, and each hold
 * ends exactly once. What a hook below holds in its place leaves no trace here.
 */
final class TypedExchange implements ModelExchange {
  // Not objects of their own for each: thousands of calls may be open at once.
  private static final AtomicReferenceFieldUpdater<TypedExchange, Hold> OPEN =
      AtomicReferenceFieldUpdater.newUpdater(TypedExchange.class, Hold.class, "open");
  private static final AtomicIntegerFieldUpdater<TypedExchange> OVER =
      AtomicIntegerFieldUpdater.newUpdater(TypedExchange.class, "over");

  /** Where a model is asked cannot be seen from here. */
  private static final Target NOWHERE = new Target(null, "", null);

  private final LedgerGovernor governor;
  private volatile ModelRequest request;
  private volatile CallFacts facts;
  private volatile Hold pattern;
  private long hash;
  private volatile Hold open;
  private volatile int over;

  TypedExchange(LedgerGovernor governor, ModelRequest request) {
    this.governor = governor;
    this.request = request;
  }

  @Override
  public String decide() {
    try {
      CallFacts known = facts();
      Reserving reserving = new Reserving(governor.policy(), known);
      Hold hold = reserving.run();
      if (hold == null) {
        governor.settling().refuse(known, reserving.refused());
        return reserving.refused().message();
      }
      return hold(hold);
    } catch (Throwable fault) {
      return onError(fault);
    }
  }

  // What is held is as good as sent: who sends it, and when, cannot be seen.
  private String hold(Hold hold) {
    open = hold;
    pattern = hold;
    if (hold.id() != 0) {
      facts.books().store().ledger().sent(hold.id());
    }
    if (over != 0) {
      giveWay();
    }
    return null;
  }

  private CallFacts facts() throws InterruptedException {
    CallFacts known = facts;
    if (known != null) {
      return known;
    }
    ModelRequest asked = request;
    TypedProvider provider = new TypedProvider(asked);
    TypedCall call = new TypedCall(asked);
    String biller = provider.biller(null);
    Books books = governor.books(CallExchange.patience(asked.mayBlock()));
    Account account = books.payer(new TypedAsRequest(asked), call.models());
    hash = asked.hash();
    boolean retry = governor.retries().failedLately(account, hash);
    known =
        new CallFacts(
            books,
            account,
            Caller.current(books, governor.faults()),
            provider,
            NOWHERE,
            biller,
            call,
            null,
            governor.dearestQuote(call, biller),
            retry,
            asked.mayBlock());
    facts = known;
    request = null; // It has the app's texts, and a stream may be open for long.
    return known;
  }

  private String onError(Throwable fault) {
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    governor.faults().fault(fault);
    giveWay();
    boolean passes = governor.policy().allowOnError() || governor.policy().mode() != Mode.ENFORCE;
    return passes ? null : Refused.fault(CallExchange.why(fault)).message();
  }

  @Override
  public String again(int status, Throwable failure) {
    Hold before = take();
    if (before == null) {
      return null;
    }
    try {
      fail(before, status, failure);
      Resending resending = new Resending(governor.policy(), facts, pattern, true);
      Hold hold = resending.run();
      if (hold == null) {
        governor.settling().refuse(facts, resending.refused());
        return resending.refused().message();
      }
      return hold(hold);
    } catch (Throwable fault) {
      return onError(fault);
    }
  }

  @Override
  public void giveWay() {
    over = 1;
    Hold hold = take();
    if (hold == null || hold.id() == 0) {
      return;
    }
    try {
      facts.books().store().ledger().release(hold.id());
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  @Override
  public void answered(ModelAnswer answer) {
    if (!OVER.compareAndSet(this, 0, 1)) {
      return;
    }
    try {
      Hold hold = take();
      if (hold == null && pattern == null) {
        hold = new Reserving(governor.policy(), facts()).afterwards();
      }
      if (hold != null) {
        governor.settling().finish(facts, hold, new TypedReader(answer));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      governor.faults().fault(e);
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  @Override
  public void failed(int status, Throwable cause) {
    if (!OVER.compareAndSet(this, 0, 1)) {
      return;
    }
    try {
      Hold hold = take();
      if (hold != null) {
        fail(hold, status, cause);
      }
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  /** The open hold, for its one end; null where there is none. */
  private Hold take() {
    return open == null ? null : OPEN.getAndSet(this, null);
  }

  /** Ends a hold as a transport's would by such a status; without one, it may have been billed. */
  private void fail(Hold hold, int status, Throwable cause) {
    if (status >= 300 && status < 500) {
      governor.settling().reject(facts, hold, "HTTP " + status);
    } else if (status != 0) {
      governor.settling().charge(facts, hold, "HTTP " + status);
    } else {
      governor.settling().charge(facts, hold, "failed: " + CallExchange.name(cause));
    }
    governor.retries().failed(facts.account(), hash);
  }
}
