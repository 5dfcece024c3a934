package dev.bursar.interceptors.ktorcio;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import io.ktor.client.engine.UtilsKt;
import io.ktor.client.request.HttpResponseData;
import io.ktor.http.HeadersBuilder;
import io.ktor.http.HttpProtocolVersion;
import io.ktor.http.HttpStatusCode;
import io.ktor.util.date.DateJvmKt;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;

/** Makes of a refusal what the engine makes of an answer. */
final class KtorCioRefusal {
  private KtorCioRefusal() {}

  static HttpResponseData response(
      Refusal refusal, KtorCioChannels channels, Continuation<Object> app) {
    HeadersBuilder headers = new HeadersBuilder(8);
    String[] all = refusal.headers();
    for (int i = 0; i < all.length; i += 2) {
      headers.append(all[i], all[i + 1]);
    }
    return new HttpResponseData(
        new HttpStatusCode(refusal.status(), ReasonPhrase.of(refusal.status())),
        DateJvmKt.GMTDate((Long) null),
        headers.build(),
        HttpProtocolVersion.Companion.getHTTP_1_1(),
        channels.of(refusal.body()),
        (CoroutineContext) UtilsKt.callContext(app)); // Never suspends: it looks into the context.
  }
}
