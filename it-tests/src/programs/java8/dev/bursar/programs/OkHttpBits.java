package dev.bursar.programs;

import java.io.IOException;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.Route;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

/** What the app with OkHttp sets up around its calls. */
final class OkHttpBits {
  private static final int WIDE = 128;

  private OkHttpBits() {}

  static Dispatcher wideDispatcher() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(WIDE);
    dispatcher.setMaxRequestsPerHost(WIDE);
    return dispatcher;
  }

  static Request answerChallenge(Route route, Response challenge) {
    if (challenge.request().header("Authorization") != null) {
      return null;
    }
    return challenge.request().newBuilder().header("Authorization", "Bearer second").build();
  }

  static RequestBody filled(Order order, MediaType type) {
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return type;
      }

      @Override
      public long contentLength() {
        return ChatBody.filledLength(order);
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        try (Source source = Okio.source(ChatBody.filled(order))) {
          sink.writeAll(source);
        }
      }
    };
  }

  static String url(Order order) {
    if (order.has("url")) {
      return order.get("url");
    }
    return order.get("base")
        + (order.get("kind", "chat").equals("embed") ? "/embeddings" : "/chat/completions");
  }
}
