package dev.bursar.agent.provider.typed;

import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.agent.provider.Target;
import dev.bursar.gate.ModelRequest;

/** Whoever a typed request is for: it speaks no protocol that is seen. Immutable. */
public final class TypedProvider implements Provider {
  private final String biller;
  private final String endpoint;

  /** Whom a request is for, as far as it says. */
  public TypedProvider(ModelRequest request) {
    this.biller = request.biller() == null ? request.client() : request.biller();
    this.endpoint = request.endpoint();
  }

  @Override
  public String endpoint(String path) {
    return endpoint;
  }

  @Override
  public String biller(Target target) {
    return biller;
  }

  @Override
  public Call read(byte[] body, Target target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ResponseReader reader(Target target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] refusal(String code, String message) {
    return new byte[0];
  }
}
