package dev.bursar.agent.governor;

import dev.bursar.agent.prices.Terms;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.agent.provider.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A protocol with a defect. */
final class BrokenProvider implements Provider {
  private final boolean rewrites;

  /** One whose responses cannot be read, and whose requests cannot be rewritten, or can. */
  BrokenProvider(boolean rewrites) {
    this.rewrites = rewrites;
  }

  @Override
  public String endpoint(String path) {
    return "broken";
  }

  @Override
  public String biller(Target target) {
    return "openai";
  }

  @Override
  public Call read(byte[] body, Target target) {
    return new BrokenCall(rewrites);
  }

  @Override
  public ResponseReader reader(Target target) {
    throw new IllegalStateException("defect");
  }

  @Override
  public byte[] refusal(String code, String message) {
    return (code + ": " + message).getBytes(StandardCharsets.UTF_8);
  }

  private static final class BrokenCall implements Call {
    private final boolean rewrites;

    BrokenCall(boolean rewrites) {
      this.rewrites = rewrites;
    }

    @Override
    public List<String> models() {
      return List.of("gpt-4o");
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
      return null;
    }

    @Override
    public String fees() {
      return null;
    }

    @Override
    public long input() {
      return 10;
    }

    @Override
    public long exactInput(boolean mayBlock) {
      return 10;
    }

    @Override
    public long limit() {
      return 5;
    }

    @Override
    public long output(long modelMax) {
      return 5;
    }

    @Override
    public boolean clampable() {
      return false;
    }

    @Override
    public long outputUnder(long limit) {
      return limit;
    }

    @Override
    public long limitWithin(long total) {
      return total;
    }

    @Override
    public byte[] rewrite(long limit) {
      if (rewrites) {
        return null;
      }
      throw new IllegalStateException("defect");
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
}
