package dev.bursar.agent.provider.typed;

import dev.bursar.agent.prices.Terms;
import dev.bursar.agent.provider.Call;
import dev.bursar.gate.ModelRequest;
import java.util.Collections;
import java.util.List;

/** What a typed request can be billed at most. It is sent as it is, or not at all. Immutable. */
public final class TypedCall implements Call {
  /** Input tokens beside the texts: what a model's template puts around them. */
  private static final long FRAME = 16;

  /** The same, of the words by which tools are explained to a model. */
  private static final long TOOLS = 1024;

  private final List<String> models;
  private final String unbounded;
  private final String fees;
  private final long input;
  private final boolean hasOutput;
  private final long limit;

  /** The call that a request is for. */
  public TypedCall(ModelRequest request) {
    String model = request.model();
    models =
        model == null || model.isEmpty()
            ? Collections.<String>emptyList()
            : Collections.singletonList(model);
    unbounded = request.unbounded();
    fees = request.fees();
    input = request.inputBytes() + FRAME + (request.hasTools() ? TOOLS : 0);
    hasOutput = request.hasOutput();
    limit = request.maxOutput() < 0 ? NONE : request.maxOutput();
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public Terms terms() {
    return Terms.STANDARD;
  }

  @Override
  public boolean stream() {
    return false;
  }

  @Override
  public String unbounded() {
    return unbounded;
  }

  @Override
  public String fees() {
    return fees;
  }

  @Override
  public long input() {
    return input;
  }

  @Override
  public long exactInput(boolean mayBlock) {
    return input;
  }

  @Override
  public long limit() {
    return limit;
  }

  @Override
  public long output(long modelMax) {
    long most = limit != NONE ? limit : modelMax == NONE ? UNBOUNDED : modelMax;
    return hasOutput ? most : 0;
  }

  @Override
  public boolean clampable() {
    return false;
  }

  @Override
  public long outputUnder(long most) {
    return hasOutput ? most : 0;
  }

  @Override
  public long limitWithin(long total) {
    return total;
  }

  @Override
  public byte[] rewrite(long most) {
    return null;
  }

  @Override
  public boolean asksForUsage() {
    return false;
  }

  @Override
  public boolean reasonsUnseen() {
    return false;
  }

  @Override
  public boolean stopsOnDisconnect() {
    return false;
  }
}
