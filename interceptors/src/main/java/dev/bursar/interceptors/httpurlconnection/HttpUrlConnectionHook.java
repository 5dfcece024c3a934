package dev.bursar.interceptors.httpurlconnection;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.GuardedTap;
import dev.bursar.interceptors.WeakIdentityMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;

/**
 * Governs the JDK's {@code HttpURLConnection}. While a thread is inside one of its two methods that
 * send, what it does there (write, repeat, follow, log in) belongs to that request; the methods
 * that the JDK calls in between find it by the thread.
 *
 * <p>A body in a streaming mode is sent in two steps: as the app asks for its stream, the JDK
 * checks and connects as ever, only the head stays unwritten; when the body is whole, we ask again.
 */
public final class HttpUrlConnectionHook implements Hook {
  private final Governor governor;

  /** Where this thread is; null outside. */
  @SuppressWarnings("ThreadLocalUsage") // One hook in the JVM.
  private final ThreadLocal<Passage> current = new ThreadLocal<>();

  private final WeakIdentityMap<HttpURLConnection, HttpUrlConnectionHeld> heldBodies =
      new WeakIdentityMap<>();

  /** A hook that asks this governor. */
  public HttpUrlConnectionHook(Governor governor) {
    this.governor = governor;
  }

  /** A thread inside a connection's method. */
  private static final class Passage {
    private final HttpURLConnection connection;
    private final Passage outer;

    /** Null where the request is not ours, and hides an outer one that is. */
    private final HttpUrlConnectionCall call;

    /** Null where the body is not held. */
    private final HttpUrlConnectionHeld held;

    /** Whether the app is only getting its stream: nothing is to be written yet. */
    private final boolean opening;

    private boolean putOff;

    /** The head that is being written, once there is one. */
    private Object headers;

    Passage(
        HttpURLConnection connection,
        Passage outer,
        HttpUrlConnectionCall call,
        HttpUrlConnectionHeld held,
        boolean opening) {
      this.connection = connection;
      this.outer = outer;
      this.call = call;
      this.held = held;
      this.opening = opening;
    }
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (point == HttpUrlConnectionInstrumentation.INPUT) {
      // Both are null the first time only: then the JDK is about to send.
      return first == null && second == null ? ask((HttpURLConnection) self) : null;
    }
    if (point == HttpUrlConnectionInstrumentation.OUTPUT) {
      return openBody((HttpURLConnection) self, (Integer) first, (Long) second);
    }
    Passage passage = current.get();
    if (passage == null || passage.call == null) {
      return null;
    }
    if (point == HttpUrlConnectionInstrumentation.SEND) {
      return passage.headers != null ? send(passage, (Socket) first, second) : null;
    }
    if (passage.connection != self) {
      return null;
    }
    switch (point) {
      case HttpUrlConnectionInstrumentation.WRITE:
        return write(passage, (ByteArrayOutputStream) first, second);
      case HttpUrlConnectionInstrumentation.EXPECT:
        return passage.opening || passage.call.refusal() != null ? new Object[0] : null;
      default:
        passage.call.dropped((Integer) first);
        return null;
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown)
      throws IOException {
    Passage passage =
        entered == null ? null : (Passage) entered[HttpUrlConnectionInstrumentation.PASSAGE];
    if (passage == null) {
      return null;
    }
    current.set(passage.outer);
    if (passage.call == null) {
      return null;
    }
    if (point == HttpUrlConnectionInstrumentation.OUTPUT) {
      return passage.putOff && thrown == null ? hold(passage, entered) : null;
    }
    Object failure = entered[HttpUrlConnectionInstrumentation.FAILURE];
    if (failure != null) {
      return new Object[] {null, failure};
    }
    if (passage.held != null) {
      heldBodies.remove(passage.connection);
    }
    if (thrown == null) {
      return deliver(passage, (InputStream) returned);
    }
    passage.call.failed(passage.connection, (Integer) returned, thrown);
    return null;
  }

  private int look(HttpURLConnection connection, String method) {
    return FollowedExchange.look(
        governor, method, connection.getURL().getHost(), connection.getURL().getPath());
  }

  private Passage pass(
      HttpURLConnection connection,
      HttpUrlConnectionCall call,
      HttpUrlConnectionHeld held,
      boolean opening) {
    Passage passage = new Passage(connection, current.get(), call, held, opening);
    current.set(passage);
    return passage;
  }

  private Object[] ask(HttpURLConnection connection) throws IOException {
    FaultPoint.reach(HttpUrlConnectionInstrumentation.CLIENT, "enter");
    HttpUrlConnectionHeld held = heldBodies.get(connection);
    if (held != null) {
      IOException failure = finish(connection, held);
      return new Object[] {pass(connection, held.call(), held, false), failure};
    }
    int interest = look(connection, connection.getRequestMethod());
    HttpUrlConnectionCall call = null;
    if (interest == Governor.READ) {
      call = HttpUrlConnectionCall.read(governor, connection);
    } else if (interest == Governor.CALL) {
      call = HttpUrlConnectionCall.call(governor);
    } else if (current.get() == null) {
      return null;
    }
    return new Object[] {pass(connection, call, null, false), null};
  }

  /**
   * The app asks for the answer, and may not have closed its body.
   *
   * @return what the app is to see instead, or null
   */
  private IOException finish(HttpURLConnection connection, HttpUrlConnectionHeld held)
      throws BudgetExceededIOException {
    if (held.close() && !held.isReleased()) {
      try {
        release(connection, held);
      } catch (BudgetExceededIOException refusal) {
        throw refusal;
      } catch (IOException failed) {
        return failed;
      }
    }
    held.call().throwRefusal();
    return held.failure();
  }

  /**
   * A held body is held no longer.
   *
   * @return the JDK's stream for what is still to come, or null where nothing may be sent
   * @throws IOException what the app is to see
   */
  OutputStream release(HttpURLConnection connection, HttpUrlConnectionHeld held)
      throws IOException {
    Passage sending = pass(connection, held.call(), held, false);
    try {
      return held.release(connection);
    } catch (BudgetExceededIOException refusal) {
      connection.disconnect();
      throw refusal;
    } catch (IOException failed) {
      held.call().failed(connection, -1, failed);
      throw failed;
    } finally {
      current.set(sending.outer);
    }
  }

  private Object[] openBody(HttpURLConnection connection, Integer chunk, Long length) {
    if (chunk < 0 && length < 0) {
      return null; // The JDK buffers it.
    }
    Passage passage = current.get();
    if (passage != null && passage.connection == connection) {
      HttpUrlConnectionHeld held = passage.held;
      return held == null ? null : new Object[] {null, held.chunkToSend(), held.lengthToSend()};
    }
    FaultPoint.reach(HttpUrlConnectionInstrumentation.CLIENT, "enter");
    String method = connection.getRequestMethod();
    // The JDK is about to make a POST of a GET.
    boolean ours = look(connection, method.equals("GET") ? "POST" : method) == Governor.CALL;
    if (!ours && passage == null) {
      return null;
    }
    HttpUrlConnectionCall call = ours ? HttpUrlConnectionCall.call(governor) : null;
    return new Object[] {pass(connection, call, null, true), chunk, length};
  }

  /** What to give to the app in place of the JDK's stream, which is asked for again later. */
  private Object[] hold(Passage opened, Object[] entered) {
    HttpUrlConnectionHeld held = heldBodies.get(opened.connection);
    if (held == null) {
      held =
          new HttpUrlConnectionHeld(
              opened.call,
              (Integer) entered[HttpUrlConnectionInstrumentation.CHUNK],
              (Long) entered[HttpUrlConnectionInstrumentation.LENGTH]);
      heldBodies.put(opened.connection, held);
      forgetOrphans();
    }
    return new Object[] {new HttpUrlConnectionHeldBody(this, opened.connection, held), null};
  }

  /** Ends the calls whose connections the app has dropped without asking for the answer. */
  private void forgetOrphans() {
    for (HttpUrlConnectionHeld orphan = heldBodies.removeOrphan();
        orphan != null;
        orphan = heldBodies.removeOrphan()) {
      orphan.call().abandoned();
    }
  }

  private static Object[] write(Passage passage, ByteArrayOutputStream body, Object headers)
      throws IOException {
    HttpUrlConnectionCall call = passage.call;
    if (passage.opening) {
      passage.putOff = true;
      return new Object[] {body, true};
    }
    passage.headers = headers;
    if (call.isRead()) {
      return null;
    }
    if (passage.held == null && !call.isDecided()) {
      try {
        call.decide(new HttpUrlConnectionRequest(passage.connection, body));
      } catch (BudgetExceededIOException refusal) {
        passage.connection.disconnect();
        throw refusal;
      }
    }
    if (call.refusal() != null) {
      return null;
    }
    ByteArrayOutputStream changed = call.change(body, headers);
    if (body == null) {
      // Streamed, or there is none: below, nobody could tell it from a proxy's CONNECT.
      attempt(passage);
    }
    return changed == null ? null : new Object[] {changed, null};
  }

  private static Object[] send(Passage passage, Socket socket, Object body)
      throws BudgetExceededIOException {
    Refusal refusal = passage.call.refusal();
    if (refusal != null) {
      try {
        return new Object[] {new HttpUrlConnectionRefusal(refusal, socket), passage.headers};
      } catch (Throwable fault) {
        // Whatever fails here, the request must not leave.
        Gate.fault(fault);
        throw refusal.toIOException();
      }
    }
    if (body != null || passage.call.isRead()) {
      attempt(passage);
    }
    return null;
  }

  private static void attempt(Passage passage) throws BudgetExceededIOException {
    try {
      passage.call.attempt();
    } catch (BudgetExceededIOException refusal) {
      passage.connection.disconnect();
      throw refusal;
    }
  }

  private static Object[] deliver(Passage passage, InputStream body) throws IOException {
    HttpURLConnection connection = passage.connection;
    int status = connection.getResponseCode();
    GuardedTap tap = passage.call.answered(connection, status);
    if (tap == null) {
      return null;
    }
    long length = lengthOf(connection);
    if (length == 0
        || status == 204
        || status == 304
        || connection.getRequestMethod().equals("HEAD")) {
      tap.end(); // An app need not ask for a body that is empty.
      return null;
    }
    return new Object[] {new HttpUrlConnectionTee(body, tap, length), null};
  }

  private static long lengthOf(HttpURLConnection connection) {
    String length = connection.getHeaderField("Content-Length");
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException unknown) {
      return -1;
    }
  }
}
