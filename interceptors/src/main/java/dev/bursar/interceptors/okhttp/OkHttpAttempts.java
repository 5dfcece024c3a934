package dev.bursar.interceptors.okhttp;

import dev.bursar.interceptors.FollowedExchange;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The last network interceptor of one call: sees each sending of a request, the ones that OkHttp
 * repeats by itself too (connection failures, redirects, 401, 407, 408, 503).
 */
final class OkHttpAttempts implements Interceptor {
  private final OkHttpInterceptor call;

  OkHttpAttempts(OkHttpInterceptor call) {
    this.call = call;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    FollowedExchange exchange = call.sending();
    if (exchange == null) {
      return chain.proceed(chain.request());
    }
    exchange.attempt();
    Response response = chain.proceed(chain.request());
    exchange.replied(response.code());
    return response;
  }
}
