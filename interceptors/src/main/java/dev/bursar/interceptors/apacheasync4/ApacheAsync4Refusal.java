package dev.bursar.interceptors.apacheasync4;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.HttpVersion;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.message.BasicHttpResponse;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;

/** Gives a refusal to what the app reads responses with, as the client gives it an answer. */
final class ApacheAsync4Refusal {
  private ApacheAsync4Refusal() {}

  /** Tells the app. What its own code throws on the way ends the call, as it does else. */
  static <T> Future<T> tell(
      Refusal refusal,
      HttpAsyncRequestProducer producer,
      HttpAsyncResponseConsumer<T> consumer,
      HttpContext context,
      FutureCallback<T> callback) {
    if (refusal.byException()) {
      return fail(refusal.toIOException(), producer, consumer, callback);
    }
    try {
      answer(refusal, consumer);
      consumer.responseCompleted(context);
    } catch (HttpException | IOException | RuntimeException failed) {
      return fail(failed, producer, consumer, callback);
    }
    BasicFuture<T> future = new BasicFuture<>(callback);
    try {
      Exception failure = consumer.getException();
      if (failure == null) {
        future.completed(consumer.getResult());
      } else {
        future.failed(failure);
      }
    } finally {
      close(producer, consumer);
    }
    return future;
  }

  /** Ends a call that was not made. */
  static <T> Future<T> fail(
      Exception cause,
      HttpAsyncRequestProducer producer,
      HttpAsyncResponseConsumer<T> consumer,
      FutureCallback<T> callback) {
    BasicFuture<T> future = new BasicFuture<>(callback);
    try {
      producer.failed(cause);
      consumer.failed(cause);
    } finally {
      future.failed(cause);
      close(producer, consumer);
    }
    return future;
  }

  private static void answer(Refusal refusal, HttpAsyncResponseConsumer<?> consumer)
      throws HttpException, IOException {
    HttpResponse response =
        new BasicHttpResponse(
            HttpVersion.HTTP_1_1, refusal.status(), ReasonPhrase.of(refusal.status()));
    byte[] body = refusal.body();
    ByteArrayEntity entity = new ByteArrayEntity(body);
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        entity.setContentType(headers[i + 1]);
      }
    }
    response.setEntity(entity);
    consumer.responseReceived(response);
    Body decoder = new Body(body);
    while (!decoder.isCompleted() && !consumer.isDone()) {
      int before = decoder.bytes.remaining();
      consumer.consumeContent(decoder, Nobody.INSTANCE);
      if (decoder.bytes.remaining() == before && !decoder.isCompleted()) {
        return; // It takes no more.
      }
    }
  }

  /** Lets go of what the app handed over. */
  static void close(Closeable... all) {
    for (Closeable each : all) {
      try {
        each.close();
      } catch (IOException ignored) {
        // The client does not tell either.
      }
    }
  }

  /** The refusal's body, to be read. */
  private static final class Body implements ContentDecoder {
    private final ByteBuffer bytes;
    private boolean completed;

    Body(byte[] bytes) {
      this.bytes = ByteBuffer.wrap(bytes);
    }

    @Override
    public int read(ByteBuffer into) {
      if (!bytes.hasRemaining()) {
        completed = true;
        return -1;
      }
      return ApacheAsync4Decoder.move(bytes, into);
    }

    @Override
    public boolean isCompleted() {
      return completed;
    }
  }

  /** There is no connection. */
  private enum Nobody implements IOControl {
    INSTANCE;

    @Override
    public void requestInput() {}

    @Override
    public void suspendInput() {}

    @Override
    public void requestOutput() {}

    @Override
    public void suspendOutput() {}

    @Override
    public void shutdown() {}
  }
}
