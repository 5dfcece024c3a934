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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One call of a model that no transport need see. Each attempt has a hold of its own, and each hold
 * ends exactly once. What a hook below holds in its place leaves no trace here.
 */
final class TypedExchange implements ModelExchange {
  private final LedgerGovernor governor;
  private final ModelRequest request;
  private final AtomicReference<Hold> open = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile CallFacts facts;
  private volatile Hold pattern;

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
    open.set(hold);
    pattern = hold;
    if (hold.id() != 0) {
      facts.books().store().ledger().sent(hold.id());
    }
    if (over.get()) {
      giveWay();
    }
    return null;
  }

  private CallFacts facts() throws InterruptedException {
    CallFacts known = facts;
    if (known != null) {
      return known;
    }
    TypedProvider provider = new TypedProvider(request);
    TypedCall call = new TypedCall(request);
    String biller = provider.biller(null);
    Books books = governor.books(CallExchange.patience(request.mayBlock()));
    Account account = books.payer(new TypedAsRequest(request), call.models());
    boolean retry = governor.retries().failedLately(account, request.hash());
    known =
        new CallFacts(
            books,
            account,
            Caller.current(books, governor.faults()),
            provider,
            new Target(null, request.endpoint(), null),
            biller,
            call,
            null,
            governor.dearestQuote(call, biller),
            request.hash(),
            retry,
            request.mayBlock());
    facts = known;
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
    Hold before = open.getAndSet(null);
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
    over.set(true);
    Hold hold = open.getAndSet(null);
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
    if (!over.compareAndSet(false, true)) {
      return;
    }
    try {
      Hold hold = open.getAndSet(null);
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
    if (!over.compareAndSet(false, true)) {
      return;
    }
    try {
      Hold hold = open.getAndSet(null);
      if (hold != null) {
        fail(hold, status, cause);
      }
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
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
    governor.retries().failed(facts.account(), facts.hash());
  }
}
