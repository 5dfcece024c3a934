package dev.bursar.interceptors.apacheasync5;

import java.io.IOException;
import java.util.Set;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.nio.AsyncDataProducer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/** The body that a handler writes, as a client with a chain knows one. The handler outlives it. */
final class ApacheAsync5HandlerBody implements AsyncEntityProducer {
  private final AsyncDataProducer app;
  private final EntityDetails details;

  ApacheAsync5HandlerBody(AsyncDataProducer app, EntityDetails details) {
    this.app = app;
    this.details = details;
  }

  @Override
  public int available() {
    return app.available();
  }

  @Override
  public void produce(DataStreamChannel channel) throws IOException {
    app.produce(channel);
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public long getContentLength() {
    return details.getContentLength();
  }

  @Override
  public String getContentType() {
    return details.getContentType();
  }

  @Override
  public String getContentEncoding() {
    return details.getContentEncoding();
  }

  @Override
  public boolean isChunked() {
    return details.isChunked();
  }

  @Override
  public Set<String> getTrailerNames() {
    return details.getTrailerNames();
  }

  @Override
  public void failed(Exception cause) {}

  @Override
  public void releaseResources() {}
}
