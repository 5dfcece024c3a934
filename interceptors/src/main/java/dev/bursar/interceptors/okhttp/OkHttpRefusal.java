package dev.bursar.interceptors.okhttp;

import dev.bursar.gate.Refusal;
import dev.bursar.interceptors.ReasonPhrase;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** A refusal as OkHttp's apps know an answer. */
final class OkHttpRefusal {
  private OkHttpRefusal() {}

  static Response response(Request request, Refusal refusal) {
    long now = System.currentTimeMillis();
    Response.Builder response =
        new Response.Builder()
            .request(request)
            .protocol(Protocol.HTTP_1_1)
            .code(refusal.status())
            .message(ReasonPhrase.of(refusal.status()))
            .sentRequestAtMillis(now)
            .receivedResponseAtMillis(now);
    String type = null;
    String[] headers = refusal.headers();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
      if (headers[i].equalsIgnoreCase("Content-Type")) {
        type = headers[i + 1];
      }
    }
    MediaType mediaType = type == null ? null : MediaType.parse(type);
    return response.body(ResponseBody.create(mediaType, refusal.body())).build();
  }
}
