package dev.bursar.agent.governor;

import dev.bursar.gate.ModelRequest;
import dev.bursar.gate.Request;

/** A typed request as those see it who choose its account: it has no host, path or headers. */
final class TypedAsRequest implements Request {
  private final ModelRequest request;

  TypedAsRequest(ModelRequest request) {
    this.request = request;
  }

  @Override
  public String client() {
    return request.client();
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public String url() {
    return "";
  }

  @Override
  public String host() {
    return null;
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String path() {
    return request.endpoint();
  }

  @Override
  public String header(String name) {
    return null;
  }

  @Override
  public byte[] body(int max) {
    return null;
  }

  @Override
  public boolean mayBlock() {
    return request.mayBlock();
  }
}
