package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.agent.provider.BodyCodec;
import dev.bursar.agent.provider.BodyDecoder;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.UnreadableBodyException;
import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Refusal;
import dev.bursar.gate.Request;
import dev.bursar.gate.Runs;
import dev.bursar.gate.Tap;
import dev.bursar.store.Account;
import dev.bursar.store.StoreException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One LLM call from its decision to the end of its response. Each time the client sends it has a
 * hold of its own, and each hold ends exactly once.
 *
 * <p>What cannot be followed is decided so that no call is free under a limit:
 *
 * <ul>
 *   <li>a body that is not JSON, is compressed in a way not known here, or is longer than {@link
 *       #MAX_BODY}: refused where a limit counts money or tokens; elsewhere it passes, and the
 *       response alone tells what it cost;
 *   <li>JSON that is no LLM call: passes, and is not followed;
 *   <li>a fault of ours, a store that cannot be used: refused, or with {@code on-error: allow}
 *       passed and not followed.
 * </ul>
 */
final class CallExchange implements Exchange {
  /** The longest body that is read, in bytes; more than providers take. */
  static final int MAX_BODY = 64 << 20;

  /** How long the first calls wait for the store to open, in milliseconds. */
  static final long STORE_WAIT = 30_000;

  /** As {@link #STORE_WAIT}, for threads that must not wait for other calls. */
  private static final long BRIEF_STORE_WAIT = 3_000;

  private final LedgerGovernor governor;
  private final AtomicReference<Hold> open = new AtomicReference<>();
  private Request request;
  private Provider provider;
  private CallFacts facts;
  private byte[] body;
  private boolean hides;
  private volatile Hold pattern;
  private volatile boolean sent;
  private int lastStatus;

  CallExchange(LedgerGovernor governor, Request request) {
    this.governor = governor;
    this.request = request;
  }

  @Override
  public Decision decide() throws IOException {
    Request asked = request;
    request = null;
    byte[] sentBody = asked.body(MAX_BODY);
    try {
      return decide(asked, sentBody);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return onError(e);
    } catch (Throwable t) {
      return onError(t);
    }
  }

  private Decision decide(Request asked, byte[] sentBody) throws IOException, InterruptedException {
    Target target = new Target(asked.host(), asked.path(), asked.url());
    provider = governor.provider(target.path());
    String encoding = asked.header("content-encoding");
    byte[] plain = sentBody;
    Call call = null;
    String unreadable = null;
    try {
      if (sentBody == null) {
        throw new UnreadableBodyException(
            "the body cannot be read before it is sent, or is longer than " + MAX_BODY + " bytes");
      }
      plain = BodyCodec.decode(sentBody, encoding, MAX_BODY);
      call = provider.read(plain, target);
      if (call == null) {
        return Decision.PASS;
      }
    } catch (UnreadableBodyException e) {
      unreadable = e.getMessage();
    }
    // Before anything is held here: both together may be more than there is room for.
    Runs.yieldTo(provider.endpoint(target.path()));
    Books books = governor.books(patience(asked.mayBlock()));
    List<String> models = call == null ? Collections.<String>emptyList() : call.models();
    Account account = books.payer(asked, models);
    String biller = provider.biller(target);
    facts =
        new CallFacts(
            books,
            account,
            Caller.current(books, governor.faults()),
            provider,
            target,
            biller,
            call,
            unreadable,
            governor.quote(call, biller),
            isRetry(asked, account, plain),
            asked.mayBlock());
    body = plain;
    Reserving reserving = new Reserving(governor.policy(), facts);
    Hold hold = reserving.run();
    if (hold == null) {
      return refuse(reserving.refused());
    }
    open.set(hold);
    byte[] changed = call == null ? null : call.rewrite(hold.clampedTo());
    hides = changed != null && call.asksForUsage();
    // Last: who sees it sees all that was decided.
    pattern = hold;
    if (changed == null) {
      return Decision.PASS;
    }
    return Decision.replace(BodyCodec.encode(changed, encoding), hides);
  }

  /** How long a call waits for the store to open, in milliseconds. */
  static long patience(boolean mayBlock) {
    return mayBlock ? STORE_WAIT : BRIEF_STORE_WAIT;
  }

  private boolean isRetry(Request asked, Account account, byte[] plain) {
    String count = asked.header("x-stainless-retry-count");
    return (count != null && !count.trim().isEmpty() && !"0".equals(count.trim()))
        || (plain != null && governor.retries().failedLately(account, plain));
  }

  private Decision refuse(Refused refused) {
    try {
      governor.settling().refuse(facts, refused);
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
    return Decision.refuse(refusal(facts.provider(), refused));
  }

  private Refusal refusal(Provider speaker, Refused refused) {
    String[] headers = {
      "content-type", "application/json",
      "x-should-retry", "false",
      "bursar-refusal", refused.code()
    };
    return new Refusal(
        governor.policy().refusalByException(),
        402,
        headers,
        speaker == null ? new byte[0] : speaker.refusal(refused.code(), refused.message()),
        refused.message());
  }

  private Decision onError(Throwable fault) {
    governor.faults().fault(fault);
    Hold hold = open.getAndSet(null);
    pattern = null;
    try {
      if (hold != null) {
        governor.settling().release(facts, hold, "fault");
      }
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
    if (governor.policy().allowOnError() || governor.policy().mode() != Mode.ENFORCE) {
      return Decision.PASS;
    }
    return Decision.refuse(refusal(provider, Refused.fault(why(fault))));
  }

  @Override
  public void attempt() throws BudgetExceededIOException {
    if (pattern == null) {
      return;
    }
    Refused refused = null;
    try {
      refused = sent ? again() : null;
      Hold hold = open.get();
      if (refused == null && hold != null && hold.id() != 0) {
        facts.books().store().ledger().sent(hold.id());
      }
      sent = true;
    } catch (Throwable t) {
      governor.faults().fault(t);
      if (!governor.policy().allowOnError() && governor.policy().mode() == Mode.ENFORCE) {
        refused = Refused.fault(why(t));
      }
    }
    if (refused != null) {
      throw new BudgetExceededIOException(refused.message());
    }
  }

  /** Reserves for one more sending of the same request; says why not, where that fails. */
  private Refused again() {
    Hold before = open.getAndSet(null);
    if (before != null) {
      governor.settling().charge(facts, before, "sent again");
      rememberFailure();
    }
    boolean redirected = before == null && lastStatus >= 300 && lastStatus < 400;
    Resending resending = new Resending(governor.policy(), facts, pattern, !redirected);
    Hold hold = resending.run();
    if (hold == null) {
      governor.settling().refuse(facts, resending.refused());
      return resending.refused();
    }
    open.set(hold);
    return null;
  }

  @Override
  public void answered(int status) {
    Hold hold = open.getAndSet(null);
    if (hold == null) {
      return;
    }
    lastStatus = status;
    try {
      end(hold, status);
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  @Override
  public Tap response(int status, Headers headers) {
    Hold hold = open.getAndSet(null);
    if (hold == null) {
      return null;
    }
    try {
      if (status < 200 || status >= 300) {
        end(hold, status);
        return null;
      }
      String encoding = headers.header("content-encoding");
      boolean plain = BodyDecoder.isPlain(encoding);
      body = null; // It cannot fail any more, and a stream may be open for long.
      BodyDecoder decoder = plain ? null : BodyDecoder.of(encoding);
      return new CallTap(
          governor,
          facts,
          hold,
          facts.provider().reader(facts.target()),
          decoder,
          plain || decoder != null,
          hides && plain);
    } catch (RuntimeException e) {
      governor.faults().fault(e);
      chargeQuietly(hold, "fault");
      return null;
    }
  }

  /** Ends a hold by a status that is no success. */
  private void end(Hold hold, int status) {
    String reason = "HTTP " + status;
    if (status >= 300 && status < 500) {
      governor.settling().reject(facts, hold, reason);
    } else {
      governor.settling().charge(facts, hold, reason);
    }
    if (status >= 400) {
      rememberFailure();
    }
  }

  @Override
  public void failed(Throwable cause) {
    Hold hold = open.getAndSet(null);
    if (hold == null) {
      return;
    }
    try {
      if (sent) {
        governor.settling().charge(facts, hold, "failed after sending: " + name(cause));
        rememberFailure();
      } else {
        governor.settling().release(facts, hold, "not sent: " + name(cause));
      }
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  private void rememberFailure() {
    byte[] failed = body;
    if (failed != null) {
      governor.retries().failed(facts.account(), RetryMemory.hash(failed));
    }
  }

  private void chargeQuietly(Hold hold, String reason) {
    try {
      governor.settling().charge(facts, hold, reason);
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  /** The store's own words, which name the file and the way out; of all else, what happened. */
  static String why(Throwable fault) {
    Throwable cause = fault.getCause() instanceof StoreException ? fault.getCause() : fault;
    return cause instanceof StoreException ? cause.getMessage() : name(fault);
  }

  /** What happened, without the message: that may hold what is the app's alone. */
  static String name(Throwable cause) {
    return cause == null ? "cancelled" : cause.getClass().getSimpleName();
  }
}
