package dev.bursar.interceptors.apacheasync5;

import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;

/** What a client's chain tells of a response, told to the handler of a client without one. */
final class ApacheAsync5HandlerCallback implements AsyncExecCallback {
  private final AsyncClientExchangeHandler app;
  private final HttpContext context;

  ApacheAsync5HandlerCallback(AsyncClientExchangeHandler app, HttpContext context) {
    this.app = app;
    this.context = context;
  }

  @Override
  public AsyncDataConsumer handleResponse(HttpResponse response, EntityDetails details)
      throws HttpException, IOException {
    app.consumeResponse(response, details, context);
    return app;
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    app.consumeInformation(response, context);
  }

  @Override
  public void completed() {}

  @Override
  public void failed(Exception cause) {
    app.failed(cause);
  }
}
