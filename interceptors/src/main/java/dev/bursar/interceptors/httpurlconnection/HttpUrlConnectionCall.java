package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;

/**
 * One request and what becomes of it. It does not know its connection, beside which it may be kept.
 *
 * <p>Threading: one thread at a time, as its connection.
 */
final class HttpUrlConnectionCall {
  private final Governor governor;
  private final boolean read;
  private FollowedExchange exchange;
  private Decision decision;
  private boolean changed;
  private boolean sent;

  /** The status of an answer that the JDK has dealt with itself since the last sending, or 0. */
  private int dropped;

  private HttpUrlConnectionCall(Governor governor, boolean read) {
    this.governor = governor;
    this.read = read;
  }

  /** A call that is to be decided as it is sent. */
  static HttpUrlConnectionCall call(Governor governor) {
    return new HttpUrlConnectionCall(governor, false);
  }

  /** A read, which is followed and never decided. */
  static HttpUrlConnectionCall read(Governor governor, HttpURLConnection connection) {
    HttpUrlConnectionCall call = new HttpUrlConnectionCall(governor, true);
    call.exchange =
        FollowedExchange.open(
            governor, new HttpUrlConnectionRequest(connection, null), Governor.READ);
    return call;
  }

  /** Whether it is a read. */
  boolean isRead() {
    return read;
  }

  /** Whether it has been decided. */
  boolean isDecided() {
    return decision != null;
  }

  /** Why it must not be sent, or null. */
  Refusal refusal() {
    return decision == null ? null : decision.refusal();
  }

  /** What to send in place of the app's body, or null. */
  byte[] newBody() {
    return decision == null ? null : decision.body();
  }

  /**
   * Asks whether it may be sent.
   *
   * @throws BudgetExceededIOException where it may not, and the app asked for exceptions
   */
  void decide(HttpUrlConnectionRequest request) throws IOException {
    exchange = FollowedExchange.open(governor, request, Governor.CALL);
    decision = exchange == null ? Decision.PASS : exchange.decide();
    throwRefusal();
  }

  /** Throws its refusal, where there is one and the app asked for exceptions. */
  void throwRefusal() throws BudgetExceededIOException {
    Refusal refusal = refusal();
    if (refusal != null && refusal.byException()) {
      throw refusal.toIOException();
    }
  }

  /**
   * Changes the request as was decided; the first time only, since it stays so.
   *
   * @param body the JDK's buffer, or null where there is none
   * @param headers the JDK's headers of the request
   * @return a buffer to send in its place, or null for none
   */
  ByteArrayOutputStream change(ByteArrayOutputStream body, Object headers) {
    if (decision == null || changed) {
      return null;
    }
    changed = true;
    try {
      if (decision.plain()) {
        HttpUrlConnectionInternals.removeHeader(headers, "Accept-Encoding");
      }
      return body == null || decision.body() == null
          ? null
          : HttpUrlConnectionInternals.bufferLike(body, decision.body());
    } catch (Throwable fault) {
      exchange.charge(fault);
      return null;
    }
  }

  /**
   * It is about to be sent, for the first time or again.
   *
   * @throws BudgetExceededIOException when it must not be sent again
   */
  void attempt() throws BudgetExceededIOException {
    sent = true;
    dropped = 0;
    if (exchange != null) {
      exchange.attempt();
    }
  }

  /** The JDK leaves an answer behind, or none where {@code status} is -1. */
  void dropped(int status) {
    if (status > 0 && sent && exchange != null) {
      dropped = status;
      exchange.replied(status);
    }
  }

  /**
   * An answer has come, and its body is about to reach the app.
   *
   * @return what must see the body, or null where nothing needs to
   */
  GuardedTap answered(HttpURLConnection connection, int status) {
    if (exchange == null || refusal() != null) {
      return null;
    }
    if (!sent) {
      exchange.failed(null); // Out of the app's own cache.
      return null;
    }
    return exchange.response(status, connection::getHeaderField);
  }

  /**
   * The app gets an exception.
   *
   * @param status the status of the answer behind it, or -1 where there is none
   */
  void failed(HttpURLConnection connection, int status, Throwable thrown) {
    if (exchange == null || refusal() != null) {
      return;
    }
    int answered = status > 0 ? status : dropped;
    if (!sent || answered == 0) {
      exchange.failed(thrown);
      return;
    }
    GuardedTap tap = exchange.response(answered, connection::getHeaderField);
    if (tap != null) {
      tap.abort(thrown);
    }
  }

  /** Its connection is no more, and nobody has asked for the answer. */
  void abandoned() {
    if (exchange != null) {
      exchange.failed(null);
    }
  }
}
