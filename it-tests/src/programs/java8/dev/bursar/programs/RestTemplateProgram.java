package dev.bursar.programs;

import java.io.IOException;
import org.apache.http.client.HttpClient;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.LaxRedirectStrategy;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestTemplate;

/**
 * An app with Spring's {@code RestTemplate}: on Apache HttpClient 4 where that is on the class
 * path, else on {@code HttpURLConnection}. It needs no hook of its own.
 */
public final class RestTemplateProgram implements Client {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int WIDE = 128;

  /** One for the life of the app, built before its first call. */
  private final RestTemplate usual = template(PATIENCE_MILLIS);

  private RestTemplateProgram() {}

  /** Serves stdin. */
  public static void main(String[] args) throws IOException {
    Program.run(new RestTemplateProgram());
  }

  private static RestTemplate template(int timeoutMillis) {
    RestTemplate template = new RestTemplate(factory(timeoutMillis));
    template.setErrorHandler(new NoErrors());
    return template;
  }

  private static ClientHttpRequestFactory factory(int timeoutMillis) {
    try {
      Class.forName("org.apache.http.client.HttpClient");
    } catch (ClassNotFoundException none) {
      SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
      factory.setReadTimeout(timeoutMillis);
      return factory;
    }
    return Apache4.factory(timeoutMillis);
  }

  @Override
  public void call(Order order, Answer answer) {
    RestTemplate template = order.has("timeout") ? template(order.number("timeout", 0)) : usual;
    SpringCall call = new SpringCall(order, answer);
    call.run(
        () ->
            template.execute(
                call.url(), call.method(), request -> write(request, call), call::read));
  }

  private static void write(ClientHttpRequest request, SpringCall call) throws IOException {
    call.headers(request.getHeaders());
    if (!call.hasBody()) {
      return;
    }
    if (request instanceof StreamingHttpOutputMessage) {
      ((StreamingHttpOutputMessage) request).setBody(call::write);
    } else {
      call.write(request.getBody());
    }
  }

  /** Apart, since only some class paths have it. */
  private static final class Apache4 {
    private Apache4() {}

    static ClientHttpRequestFactory factory(int timeoutMillis) {
      HttpClient client =
          HttpClientBuilder.create()
              .setRedirectStrategy(new LaxRedirectStrategy())
              .setMaxConnPerRoute(WIDE)
              .setMaxConnTotal(WIDE)
              .setDefaultRequestConfig(
                  RequestConfig.custom().setSocketTimeout(timeoutMillis).build())
              .build();
      try {
        // What is compiled against takes Apache HttpClient 5 there.
        return HttpComponentsClientHttpRequestFactory.class
            .getConstructor(HttpClient.class)
            .newInstance(client);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The app looks at the status itself. */
  private static final class NoErrors implements ResponseErrorHandler {
    @Override
    public boolean hasError(ClientHttpResponse response) {
      return false;
    }

    /** Not there any more from Spring 7 on. */
    @Override
    public void handleError(ClientHttpResponse response) {}
  }
}
