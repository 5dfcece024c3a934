package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.client.transport.HttpResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * One sending of a request, from where it is handed to its destination to the end of its response.
 * It is kept in the request's attributes.
 *
 * <p>What would make a thread wait that the app does not block itself is done on the client's
 * executor: the request is taken out of its way, and put back on it when it is decided.
 *
 * <p>Threading: the thread that makes the call, then the client's, one at a time; {@link #abort}
 * may come at any time.
 */
final class Jetty12Sending implements Runnable {
  private static final String KEY = "dev.bursar.jetty";
  private static final Object BLOCKING = new Object();

  /** How long a request is held at most before the governor is asked, in milliseconds. */
  private static final long PATIENCE = 2_000;

  private final Governor governor;
  private final HttpDestination destination;
  private final HttpExchange exchange;
  private final HttpRequest request;

  /** Whether the thread that makes the call waits for its answer in any case. */
  private final boolean blocking;

  private Jetty12Request seen;
  private int interest;

  /** As they arrived: the response's own are there later, and changed where it will be decoded. */
  private final List<HttpField> fields = new ArrayList<>(0);

  private volatile FollowedExchange followed;
  private volatile Jetty12Tee tee;

  Jetty12Sending(Governor governor, HttpDestination destination, HttpExchange exchange) {
    this.governor = governor;
    this.destination = destination;
    this.exchange = exchange;
    this.request = exchange.getRequest();
    this.blocking = request.getAttributes().get(KEY) == BLOCKING;
  }

  /** An exchange's, or null where it has none. */
  static Jetty12Sending of(HttpExchange exchange) {
    Object kept = exchange.getRequest().getAttributes().get(KEY);
    return kept instanceof Jetty12Sending && ((Jetty12Sending) kept).exchange == exchange
        ? (Jetty12Sending) kept
        : null;
  }

  /** Notes that the thread that makes a call waits for its answer in any case. */
  static void markBlocking(Governor governor, HttpRequest request) {
    if (Jetty12Request.look(governor, request) == Governor.CALL) {
      request.attribute(KEY, BLOCKING);
    }
  }

  /**
   * The request is handed to its destination.
   *
   * @return whether it goes on from there; where not, it will later, or the app has been told
   */
  boolean begin() {
    return asItsRun(blocking);
  }

  /** Goes on where there is time to wait. */
  @Override
  public void run() {
    if (seen == null) {
      isReady(PATIENCE);
    }
    resume();
  }

  /** Goes on on another thread than the app's: it was taken out of its way. */
  private void resume() {
    boolean goesOn;
    try {
      goesOn = asItsRun(true);
    } catch (Throwable fault) {
      charge(fault);
      goesOn = true;
    }
    if (goesOn) {
      try {
        destination.send(exchange);
      } catch (RuntimeException thrown) {
        end(thrown);
      }
    }
  }

  /** What the client sends by itself, a redirect for one, is of the run that made the call. */
  private boolean asItsRun(boolean mayWait) {
    Object[] before = Runs.takeUp(request.getConversation());
    try {
      return goesOn(mayWait);
    } finally {
      if (before != null) {
        Runs.restore(before[0]);
      }
    }
  }

  private boolean goesOn(boolean mayWait) {
    if (seen == null) {
      if (!mayWait && !isReady(0)) {
        return goOnAside();
      }
      seen = new Jetty12Request(request, blocking ? Thread.currentThread() : null);
      interest = Jetty12Request.look(governor, request);
    }
    if (interest == Governor.IGNORE) {
      return true;
    }
    keep();
    if (interest == Governor.READ) {
      followed = FollowedExchange.open(governor, seen, interest);
      return true;
    }
    if (!mayWait && seen.readingWaits()) {
      return goOnAside();
    }
    return seen.isRead(this::resume) && decide();
  }

  private boolean goOnAside() {
    keep();
    try {
      destination.getHttpClient().getExecutor().execute(this);
    } catch (RejectedExecutionException stopped) {
      end(stopped);
    }
    return false;
  }

  private void keep() {
    request.attribute(KEY, this);
    Runs.handedOver(request.getConversation());
  }

  private boolean decide() {
    if (seen.failure() != null) {
      end(seen.failure());
      return false;
    }
    seen.sendWhatWasRead();
    FollowedExchange opened = FollowedExchange.open(governor, seen, interest);
    if (opened == null) {
      return true;
    }
    Decision decision = decision(opened);
    if (decision.refusal() != null) {
      Jetty12Refusal.tell(decision.refusal(), exchange);
      return false;
    }
    followed = opened;
    Throwable aborted = request.getAbortCause();
    if (aborted != null) {
      opened.failed(aborted);
      return true; // To where it ends as the client ends it.
    }
    try {
      seen.send(decision);
    } catch (Throwable fault) {
      opened.charge(fault);
    }
    return true;
  }

  private static Decision decision(FollowedExchange opened) {
    try {
      return opened.decide();
    } catch (IOException impossible) {
      // The body was read before.
      Gate.fault(impossible);
      return Decision.PASS;
    }
  }

  /** The head is about to be sent, and the body after it. */
  void attempt() {
    FollowedExchange told = followed;
    if (told == null) {
      return;
    }
    try {
      told.attempt();
    } catch (BudgetExceededIOException impossible) {
      Gate.fault(impossible); // Each sending has an exchange of its own, and this is its first.
    }
  }

  /** A field of the response's head has arrived. */
  void field(HttpField field) {
    if (followed != null) {
      fields.add(field);
    }
  }

  /**
   * The response's head has arrived, and the app has not seen it.
   *
   * @return what must see the rest, or null where nothing needs to
   */
  Jetty12Tee head() {
    HttpResponse response = exchange.getResponse();
    if (followed == null || HttpStatus.isInterim(response.getStatus())) {
      fields.clear();
      return null;
    }
    GuardedTap tap = followed.response(response.getStatus(), this::header);
    if (tap != null && tap.rewrites()) {
      response.headers(headers -> headers.remove(HttpHeader.CONTENT_LENGTH));
    }
    tee = tap == null ? null : new Jetty12Tee(tap);
    return tee;
  }

  private String header(String name) {
    for (HttpField field : fields) {
      if (field.is(name)) {
        return field.getValue();
      }
    }
    return null;
  }

  /** The request or its response fails. */
  void abort(Throwable cause) {
    Jetty12Tee open = tee;
    if (open != null) {
      open.abort(cause);
    } else if (followed != null) {
      followed.failed(cause);
    }
  }

  /** Ends the request as the client does. */
  private void end(Throwable cause) {
    CompletableFuture<Boolean> unused = request.abort(cause);
  }

  private void charge(Throwable fault) {
    if (followed == null) {
      Gate.fault(fault);
    } else {
      followed.charge(fault);
    }
  }

  private boolean isReady(long millis) {
    try {
      return governor.ready(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Throwable fault) {
      Gate.fault(fault);
      return true;
    }
  }
}
