package dev.bursar.agent.governor;

import dev.bursar.gate.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request as an interceptor would show it. */
final class FakeRequest implements Request {
  private final Map<String, String> headers = new HashMap<>();
  private byte[] body;
  private String host = "api.openai.com";
  private String path = "/v1/chat/completions";
  private boolean mayBlock = true;
  private IOException failure;
  private boolean failHeaders;

  static FakeRequest post(String body) {
    return post(body == null ? null : body.getBytes(StandardCharsets.UTF_8));
  }

  static FakeRequest post(byte[] body) {
    FakeRequest request = new FakeRequest();
    request.body = body;
    return request;
  }

  FakeRequest to(String toHost, String toPath) {
    host = toHost;
    path = toPath;
    return this;
  }

  FakeRequest with(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  FakeRequest onEventLoop() {
    mayBlock = false;
    return this;
  }

  FakeRequest failing(IOException e) {
    failure = e;
    return this;
  }

  /** A request of which some interceptor cannot read the headers that count retries. */
  FakeRequest failingHeaders() {
    failHeaders = true;
    return this;
  }

  @Override
  public String client() {
    return "fake";
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String url() {
    return "https://" + host + path;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return 443;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String header(String name) {
    if (failHeaders) {
      throw new IllegalStateException("defect");
    }
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public byte[] body(int max) throws IOException {
    if (failure != null) {
      throw failure;
    }
    return body == null || body.length > max ? null : body;
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }
}
