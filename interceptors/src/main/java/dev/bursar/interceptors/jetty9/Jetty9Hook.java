package dev.bursar.interceptors.jetty9;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import java.nio.ByteBuffer;
import org.eclipse.jetty.client.HttpDestination;
import org.eclipse.jetty.client.HttpExchange;
import org.eclipse.jetty.client.HttpRequest;
import org.eclipse.jetty.util.Callback;

/**
 * Stands where a request is handed to its destination, and at the client's sender and receiver. All
 * that it knows of an exchange is its {@link Jetty9Sending}.
 */
public final class Jetty9Hook implements Hook {
  private static final Object[] TAKEN = {true, null};

  private final Governor governor;

  /** A hook that asks this governor. */
  public Jetty9Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (point == Jetty9Instrumentation.BLOCKING) {
      Jetty9Sending.markBlocking(governor, (HttpRequest) self);
      return null;
    }
    HttpExchange exchange = (HttpExchange) first;
    Jetty9Sending sending = Jetty9Sending.of(exchange);
    if (point == Jetty9Instrumentation.SEND) {
      return sending == null ? send((HttpDestination) self, exchange) : null;
    }
    if (sending == null) {
      return null;
    }
    switch (point) {
      case Jetty9Instrumentation.HEAD:
        sending.head();
        return null;
      case Jetty9Instrumentation.CONTENT:
        Object[] arguments = (Object[]) second;
        return piece(sending.tee(), (ByteBuffer) arguments[1], (Callback) arguments[2]);
      case Jetty9Instrumentation.SUCCESS:
        end(sending.tee());
        return null;
      default:
        sending.abort((Throwable) second);
        return null;
    }
  }

  private Object[] send(HttpDestination destination, HttpExchange exchange) {
    FaultPoint.reach(Jetty9Instrumentation.CLIENT, "enter");
    return new Jetty9Sending(governor, destination, exchange).begin() ? null : TAKEN;
  }

  private static void end(Jetty9Tee tee) {
    if (tee != null) {
      tee.end();
    }
  }

  private static Object[] piece(Jetty9Tee tee, ByteBuffer arrived, Callback callback) {
    ByteBuffer shown = tee == null ? null : tee.piece(arrived);
    if (shown == null) {
      return null;
    }
    if (shown.hasRemaining()) {
      return new Object[] {null, shown};
    }
    callback.succeeded(); // Nothing is left of it to wait for.
    return TAKEN;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == Jetty9Instrumentation.CONTENT) {
      // More may arrive: the app's demand is as it was.
      return entered == TAKEN ? Boolean.TRUE : null;
    }
    Jetty9Sending sending = Jetty9Sending.of((HttpExchange) entered[0]);
    if (sending != null && Boolean.TRUE.equals(returned)) {
      sending.attempt();
    }
    return null;
  }
}
