package dev.bursar.agent.reads;

import dev.bursar.gate.Request;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A GET or HEAD as an interceptor would show it. */
final class FakeRead implements Request {
  private final Map<String, String> headers = new HashMap<>();
  private final String method;
  private final String url;
  private boolean mayBlock = true;

  FakeRead(String method, String url) {
    this.method = method;
    this.url = url;
  }

  FakeRead with(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  FakeRead onEventLoop() {
    mayBlock = false;
    return this;
  }

  @Override
  public String client() {
    return "fake";
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public String host() {
    return "h";
  }

  @Override
  public int port() {
    return 443;
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public byte[] body(int max) {
    return new byte[0];
  }

  @Override
  public boolean mayBlock() {
    return mayBlock;
  }
}
