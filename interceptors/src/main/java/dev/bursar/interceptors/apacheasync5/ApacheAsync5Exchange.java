package dev.bursar.interceptors.apacheasync5;

import dev.bursar.gate.Governor;
import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;

/**
 * A call of a client without a chain, between the client and what the app gave it. It is decided
 * when the app's own handler produces its request, or, where the body is written later, when that
 * is there.
 *
 * <p>Threading: the app's thread, then the client's, one at a time; failures come at any time.
 */
final class ApacheAsync5Exchange implements AsyncClientExchangeHandler {
  private final Governor governor;
  private final AsyncClientExchangeHandler app;
  private volatile AsyncExecCallback callback;
  private volatile AsyncEntityProducer body;
  private volatile AsyncDataConsumer consumer;
  private volatile boolean cancelled;

  ApacheAsync5Exchange(Governor governor, AsyncClientExchangeHandler app) {
    this.governor = governor;
    this.app = app;
  }

  @Override
  public void produceRequest(RequestChannel channel, HttpContext context)
      throws HttpException, IOException {
    app.produceRequest(
        (request, details, last) -> look(new Outgoing(channel, request, last), details), context);
  }

  private void look(Outgoing outgoing, EntityDetails details) throws HttpException, IOException {
    AsyncEntityProducer written =
        details == null ? null : new ApacheAsync5HandlerBody(app, details);
    body = written;
    callback = new ApacheAsync5HandlerCallback(app, outgoing.context);
    URIAuthority authority = outgoing.request.getAuthority();
    if (authority == null) {
      outgoing.send(written); // The client's to complain about.
      return;
    }
    HttpHost target =
        new HttpHost(outgoing.request.getScheme(), authority.getHostName(), authority.getPort());
    ApacheAsync5Request seen =
        new ApacheAsync5Request(outgoing.request, written, target, () -> cancelled);
    int interest = FollowedExchange.look(governor, seen.method(), seen.host(), seen.path());
    if (interest == Governor.IGNORE) {
      outgoing.send(written);
      return;
    }
    ApacheAsync5Sending sending =
        new ApacheAsync5Sending(governor, interest, outgoing.request, seen, callback);
    if (interest == Governor.READ
        || !seen.isAwaited()
        || !seen.await(() -> goOn(sending, outgoing))) {
      send(sending, outgoing);
    }
  }

  private void goOn(ApacheAsync5Sending sending, Outgoing outgoing) {
    try {
      send(sending, outgoing);
    } catch (HttpException | IOException | RuntimeException failed) {
      failed(failed);
    }
  }

  private void send(ApacheAsync5Sending sending, Outgoing outgoing)
      throws HttpException, IOException {
    if (!sending.decide()) {
      app.releaseResources();
      return;
    }
    callback = sending.callback();
    body = sending.body();
    outgoing.send(body);
  }

  @Override
  public int available() {
    return body == null ? app.available() : body.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    if (body == null) {
      app.produce(channel);
    } else {
      body.produce(channel);
    }
  }

  @Override
  public void consumeInformation(HttpResponse response, HttpContext context)
      throws HttpException, IOException {
    callback.handleInformationResponse(response);
  }

  @Override
  public void consumeResponse(HttpResponse response, EntityDetails details, HttpContext context)
      throws HttpException, IOException {
    consumer = callback.handleResponse(response, details);
  }

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    consumer.updateCapacity(channel);
  }

  @Override
  public void consume(ByteBuffer src) throws IOException {
    consumer.consume(src);
  }

  @Override
  public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
    consumer.streamEnd(trailers);
  }

  @Override
  public void failed(Exception cause) {
    AsyncExecCallback told = callback;
    if (told == null) {
      app.failed(cause);
    } else {
      told.failed(cause);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    app.cancel();
  }

  @Override
  public void releaseResources() {
    AsyncDataConsumer reading = consumer;
    if (reading != null) {
      reading.releaseResources();
      return;
    }
    if (callback instanceof ApacheAsync5Callback) {
      ((ApacheAsync5Callback) callback).released();
    }
    app.releaseResources();
  }

  /** A request on its way to the client. */
  private static final class Outgoing {
    private final RequestChannel channel;
    private final HttpRequest request;
    private final HttpContext context;

    Outgoing(RequestChannel channel, HttpRequest request, HttpContext context) {
      this.channel = channel;
      this.request = request;
      this.context = context;
    }

    void send(EntityDetails details) throws HttpException, IOException {
      channel.sendRequest(request, details, context);
    }
  }
}
