package dev.bursar.agent.hooking;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.Authentication;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.util.Callback;

/** An app with Jetty's client 12. It has one connection: who leaks it ends all. */
public final class Jetty12App implements Jetty12Calls {
  private static final String JSON = "application/json";

  private final HttpClient client = new HttpClient();
  private Request last;

  public Jetty12App(String base) throws Exception {
    client.setMaxConnectionsPerDestination(1);
    client
        .getAuthenticationStore()
        .addAuthentication(
            new BasicAuthentication(URI.create(base), Authentication.ANY_REALM, "user", "secret"));
    client.start();
  }

  private Request request(String url, Object body) {
    last = client.newRequest(url);
    return body == null ? last : last.method("POST").body(content(body));
  }

  private static Request.Content content(Object body) {
    if (body instanceof InputStream stream) {
      return new InputStreamRequestContent(JSON, stream);
    }
    if (body instanceof String text) {
      return new StringRequestContent(JSON, text);
    }
    AsyncRequestContent later = new AsyncRequestContent(JSON);
    CompletableFuture<Void> unused =
        ((CompletableFuture<?>) body)
            .thenAccept(
                written -> {
                  later.write(
                      ByteBuffer.wrap(written.toString().getBytes(StandardCharsets.UTF_8)),
                      Callback.NOOP);
                  later.close();
                });
    return later;
  }

  @Override
  public String call(String url, Object body) throws Exception {
    ContentResponse response = request(url, body).send();
    return response.getStatus() + " " + response.getContentAsString();
  }

  @Override
  public CompletableFuture<String> send(String url, Object body) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    request(url, body)
        .send(
            new BufferingResponseListener() {
              @Override
              public void onComplete(Result result) {
                if (result.isFailed()) {
                  answer.completeExceptionally(result.getFailure());
                } else {
                  answer.complete(result.getResponse().getStatus() + " " + getContentAsString());
                }
              }
            });
    return answer;
  }

  @Override
  public void abort(Throwable cause) {
    CompletableFuture<Boolean> unused = last.abort(cause);
  }

  @Override
  public void close() throws Exception {
    client.stop();
  }
}
