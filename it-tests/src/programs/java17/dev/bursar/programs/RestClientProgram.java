package dev.bursar.programs;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * An app with Spring's {@code RestClient}: on Apache HttpClient 5 where that is on the class path,
 * else on the JDK's own client. It needs no hook of its own.
 */
public final class RestClientProgram implements Client {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int WIDE = 128;

  /** One for the life of the app, built before its first call. */
  private final RestClient usual = client(PATIENCE_MILLIS);

  private RestClientProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new RestClientProgram());
  }

  private static RestClient client(int timeoutMillis) {
    return RestClient.builder().requestFactory(factory(timeoutMillis)).build();
  }

  private static ClientHttpRequestFactory factory(int timeoutMillis) {
    try {
      Class.forName("org.apache.hc.client5.http.classic.HttpClient");
    } catch (ClassNotFoundException none) {
      HttpClient client =
          HttpClient.newBuilder()
              .version(
                  Boolean.getBoolean("programs.http2")
                      ? HttpClient.Version.HTTP_2
                      : HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
      factory.setReadTimeout(Duration.ofMillis(timeoutMillis));
      return factory;
    }
    return Apache5.factory(timeoutMillis);
  }

  @Override
  public void call(Order order, Answer answer) {
    RestClient client = order.has("timeout") ? client(order.number("timeout", 0)) : usual;
    SpringCall call = new SpringCall(order, answer);
    call.run(
        () -> {
          RestClient.RequestBodySpec request =
              client.method(call.method()).uri(call.url()).headers(call::headers);
          if (call.hasBody()) {
            request.body(call::write);
          }
          request.exchange((sent, response) -> call.read(response));
        });
  }

  /** Apart, since only some class paths have it. */
  private static final class Apache5 {
    private Apache5() {}

    static ClientHttpRequestFactory factory(int timeoutMillis) {
      return new HttpComponentsClientHttpRequestFactory(
          HttpClientBuilder.create()
              .setConnectionManager(
                  PoolingHttpClientConnectionManagerBuilder.create()
                      .setMaxConnPerRoute(WIDE)
                      .setMaxConnTotal(WIDE)
                      .build())
              .setDefaultRequestConfig(
                  RequestConfig.custom()
                      .setResponseTimeout(Timeout.ofMilliseconds(timeoutMillis))
                      .build())
              .build());
    }
  }
}
