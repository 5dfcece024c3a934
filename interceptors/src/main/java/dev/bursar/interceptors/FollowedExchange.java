package dev.bursar.interceptors;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Request;
import dev.bursar.gate.Tap;
import java.io.IOException;
import java.util.Locale;

/**
 * An {@link Exchange} as interceptors use it: a fault on our side of it is counted and never
 * reaches the app, and a call whose fate such a fault hides from us is charged at its hold.
 *
 * <p>Threading: as {@link Exchange}.
 */
public final class FollowedExchange {
  private final String client;
  private final Exchange exchange;
  private boolean attempted;
  private int replied;

  /** After a fault of ours: charged, and asked nothing more. */
  private volatile boolean lost;

  private FollowedExchange(String client, Exchange exchange) {
    this.client = client;
    this.exchange = exchange;
  }

  /**
   * The first look at a request.
   *
   * @param method the HTTP method, in any case
   * @param host the host, or null where unknown
   * @param path the raw path without the query, or null where there is none
   * @return {@link Governor#IGNORE}, {@link Governor#READ} or {@link Governor#CALL}
   */
  public static int look(Governor governor, String method, String host, String path) {
    try {
      return governor.look(method.toUpperCase(Locale.ROOT), host, path);
    } catch (Throwable fault) {
      Gate.fault(fault);
      return Governor.IGNORE;
    }
  }

  /**
   * Starts to follow a request.
   *
   * @param interest {@link Governor#READ} or {@link Governor#CALL}
   * @return the exchange, or null where a fault of ours prevents it: the request passes untouched
   */
  public static FollowedExchange open(Governor governor, Request request, int interest) {
    try {
      return new FollowedExchange(request.client(), governor.open(request, interest));
    } catch (Throwable fault) {
      Gate.fault(fault);
      return null;
    }
  }

  /**
   * Asks whether the request may leave.
   *
   * @return the decision; {@link Decision#PASS} after a fault of ours
   * @throws IOException only what the app's own body threw
   */
  public Decision decide() throws IOException {
    try {
      Decision decision = exchange.decide();
      FaultPoint.reach(client, "decide");
      return decision;
    } catch (IOException appFailed) {
      throw appFailed;
    } catch (Throwable fault) {
      charge(fault);
      return Decision.PASS;
    }
  }

  /**
   * Tells that the request is about to be sent, for the first time or again. Where it was answered
   * before, the client has dealt with that answer itself.
   *
   * @throws BudgetExceededIOException when it must not be sent again
   */
  public void attempt() throws BudgetExceededIOException {
    if (lost) {
      return;
    }
    attempted = true;
    try {
      if (replied != 0) {
        exchange.answered(replied);
        replied = 0;
      }
      exchange.attempt();
    } catch (BudgetExceededIOException refusal) {
      throw refusal;
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
  }

  /** Notes an answer of which it is not known yet whether the app or the client will handle it. */
  public void replied(int status) {
    replied = status;
  }

  /**
   * Where an answer was noted that turns out to have been the client's to handle: it must have sent
   * something after it that could not be seen, a redirect without the body.
   */
  public void unseenAttempt() {
    if (replied == 0) {
      return;
    }
    try {
      attempt();
    } catch (BudgetExceededIOException late) {
      // It has been sent, and a request without a body costs nothing: the response tells.
      return;
    }
  }

  /**
   * The response's head has arrived.
   *
   * @return what must see the body, or null where nothing needs to
   */
  public GuardedTap response(int status, Headers headers) {
    if (lost) {
      return null;
    }
    try {
      Tap tap = exchange.response(status, headers);
      return tap == null ? null : new GuardedTap(client, tap);
    } catch (Throwable fault) {
      charge(fault);
      return null;
    }
  }

  /**
   * The call ended without a response.
   *
   * @param cause the reason, or null where unknown
   */
  public void failed(Throwable cause) {
    if (lost) {
      return;
    }
    try {
      exchange.failed(cause);
    } catch (Throwable fault) {
      Gate.fault(fault);
    }
  }

  /** After a fault of ours the request still leaves, unseen: counts the fault, charges the hold. */
  public void charge(Throwable fault) {
    Gate.fault(fault);
    if (!attempted) {
      try {
        attempt();
      } catch (BudgetExceededIOException impossible) {
        Gate.fault(impossible);
      }
    }
    failed(fault);
    lost = true;
  }
}
