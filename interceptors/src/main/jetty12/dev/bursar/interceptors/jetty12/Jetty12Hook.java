package dev.bursar.interceptors.jetty12;

import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.WeakIdentityMap;
import org.eclipse.jetty.client.transport.HttpDestination;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;

/**
 * Stands where a request is handed to its destination, and at the client's sender and receivers.
 * All that it knows of an exchange is its {@link Jetty12Sending}; a receiver has the tee of the
 * response that it receives.
 */
public final class Jetty12Hook implements Hook {
  private static final Object[] TAKEN = {true};

  private final Governor governor;
  private final WeakIdentityMap<Object, Jetty12Tee> received = new WeakIdentityMap<>();

  /** A hook that asks this governor. */
  public Jetty12Hook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    switch (point) {
      case Jetty12Instrumentation.BLOCKING:
        Jetty12Sending.markBlocking(governor, (HttpRequest) self);
        return null;
      case Jetty12Instrumentation.SEND:
        return send((HttpDestination) self, (HttpExchange) first);
      case Jetty12Instrumentation.READ:
        return reading(received.get(self));
      case Jetty12Instrumentation.SUCCESS:
        complete(received.get(self));
        return null;
      default:
        followed(point, self, Jetty12Sending.of((HttpExchange) first), second);
        return null;
    }
  }

  private Object[] send(HttpDestination destination, HttpExchange exchange) {
    if (Jetty12Sending.of(exchange) != null) {
      return null; // It goes on, or the client has found no connection for it.
    }
    FaultPoint.reach(Jetty12Instrumentation.CLIENT, "enter");
    return new Jetty12Sending(governor, destination, exchange).begin() ? null : TAKEN;
  }

  private void followed(int point, Object self, Jetty12Sending sending, Object second) {
    if (point == Jetty12Instrumentation.HEAD) {
      receive(self, sending == null ? null : sending.head());
    } else if (sending != null && point == Jetty12Instrumentation.FIELD) {
      sending.field((HttpField) second);
    } else if (sending != null) {
      sending.abort((Throwable) second);
    }
  }

  private void receive(Object receiver, Jetty12Tee tee) {
    if (tee == null) {
      received.remove(receiver);
      return;
    }
    received.put(receiver, tee);
    while (received.removeOrphan() != null) {} // Of receivers that are no more.
  }

  private static Object[] reading(Jetty12Tee tee) {
    return tee == null ? null : tee.reading();
  }

  private static void complete(Jetty12Tee tee) {
    if (tee != null) {
      tee.complete();
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == Jetty12Instrumentation.READ) {
      return entered == null ? null : Jetty12Tee.of(entered).read((Content.Chunk) returned);
    }
    Jetty12Sending sending = Jetty12Sending.of((HttpExchange) entered[0]);
    if (sending != null && Boolean.TRUE.equals(returned)) {
      sending.attempt();
    }
    return null;
  }
}
