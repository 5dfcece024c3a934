package dev.bursar.agent.provider.openai;

import dev.bursar.agent.prices.Saturating;
import dev.bursar.agent.prices.Terms;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Splice;
import java.util.Collections;
import java.util.List;

/** A Chat Completions or Embeddings request. Made by {@link OpenAiParser}. */
final class OpenAiCall implements Call {
  /**
   * Above the body's bytes: what a template can add that the body's own syntax does not pay for.
   */
  private static final long SLACK = 16;

  /** The hidden instructions that come with tools, and with formats made of tools. */
  private static final long TOOLS_SLACK = 1024;

  private final byte[] body;
  private final Dialect dialect;
  private final Found found;
  private final List<String> models;

  OpenAiCall(byte[] body, Dialect dialect, Found found) {
    this.body = body;
    this.dialect = dialect;
    this.found = found;
    this.models = Collections.unmodifiableList(found.models);
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public Terms terms() {
    Terms terms = Terms.STANDARD;
    if (found.priority || found.audioInput || found.audioOutput) {
      terms = terms.withPriority(found.priority).withAudio(found.audioInput, found.audioOutput);
    }
    return found.regional ? terms.withMultipliers("regional") : terms;
  }

  @Override
  public boolean stream() {
    return found.stream;
  }

  @Override
  public String unbounded() {
    return found.unbounded == null && images() == UNBOUNDED
        ? "what its images cost with this model is not known"
        : found.unbounded;
  }

  @Override
  public String fees() {
    return found.fees;
  }

  @Override
  public long input() {
    return Saturating.plus(text(), images());
  }

  private long text() {
    boolean hidden = found.tools || (found.format && otherModel());
    return body.length - found.inlineBytes + SLACK + (hidden ? TOOLS_SLACK : 0);
  }

  /** OpenAI's own models get along with what the body pays for; others get a format as a tool. */
  private boolean otherModel() {
    for (String model : models) {
      if (ModelFamily.of(model) == ModelFamily.OTHER) {
        return true;
      }
    }
    return models.isEmpty();
  }

  @Override
  public long exactInput(boolean mayBlock) {
    if (models.size() != 1) {
      return input();
    }
    long text = ExactInput.count(body, ModelFamily.of(models.get(0)), found, mayBlock);
    return Saturating.plus(text < 0 ? text() : Math.min(text, text()), images());
  }

  private long images() {
    if (found.images == 0) {
      return 0;
    }
    long dearest = 0;
    for (String model : models) {
      long image = found.unknownImage ? ModelFamily.UNKNOWN : ModelFamily.of(model).image();
      if (image == ModelFamily.UNKNOWN) {
        return UNBOUNDED;
      }
      dearest = Math.max(dearest, image);
    }
    return models.isEmpty() ? UNBOUNDED : Saturating.times(dearest, found.images);
  }

  @Override
  public long limit() {
    return found.limit;
  }

  @Override
  public long output(long modelMax) {
    if (!found.chat) {
      return 0;
    }
    long each = found.limit == NONE ? modelMax : found.limit;
    if (each == NONE) {
      return UNBOUNDED;
    }
    if (!dialect.limitCoversReasoning()) {
      each = modelMax == NONE ? UNBOUNDED : Saturating.plus(each, modelMax);
    }
    return outputUnder(each);
  }

  @Override
  public boolean clampable() {
    return found.chat && dialect.limitCoversReasoning() && found.predicted == 0;
  }

  @Override
  public long outputUnder(long limit) {
    return Saturating.plus(Saturating.times(limit, found.answers), found.predicted);
  }

  @Override
  public long limitWithin(long total) {
    return (total - found.predicted) / found.answers;
  }

  @Override
  public byte[] rewrite(long limit) {
    if (limit == NONE && !asksForUsage()) {
      return null;
    }
    Edits edits = new Edits();
    if (limit != NONE) {
      String model = models.isEmpty() ? null : models.get(0);
      edits.limit(found, dialect.limitField(model), limit);
    }
    if (asksForUsage()) {
      edits.includeUsage(found, body);
    }
    return edits.apply(new Splice(body));
  }

  @Override
  public boolean asksForUsage() {
    return found.chat && found.canAskForUsage && dialect.usageOption();
  }

  @Override
  public boolean reasonsUnseen() {
    if (!found.chat) {
      return false;
    }
    for (String model : models) {
      if (ModelFamily.of(model).reasons()) {
        return true;
      }
    }
    return models.isEmpty();
  }

  @Override
  public boolean stopsOnDisconnect() {
    return found.stream && dialect.stopsOnDisconnect();
  }
}
