package dev.bursar.agent.provider.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.agent.provider.Target;
import dev.bursar.agent.provider.UnreadableBodyException;
import java.nio.charset.StandardCharsets;

/**
 * OpenAI's Chat Completions and Embeddings, wherever they are served.
 *
 * <p>An old-style path of Azure names a deployment, which is the customer's own word for a model;
 * it is taken for the model's name, and the response's model settles the price.
 */
public final class OpenAi implements Provider {
  private static final String CHAT = "chat/completions";
  private static final String EMBEDDINGS = "embeddings";
  private static final String DEPLOYMENTS = "/deployments/";

  @Override
  public String endpoint(String path) {
    if (endsWith(path, CHAT)) {
      return CHAT;
    }
    return endsWith(path, EMBEDDINGS) ? EMBEDDINGS : null;
  }

  private static boolean endsWith(String path, String name) {
    int end = path.length();
    if (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    int start = end - name.length();
    return start > 0 && path.charAt(start - 1) == '/' && path.startsWith(name, start);
  }

  @Override
  public String biller(Target target) {
    return Dialect.of(target).biller();
  }

  @Override
  public Call read(byte[] body, Target target) throws UnreadableBodyException {
    boolean chat = CHAT.equals(endpoint(target.path()));
    Found found = OpenAiParser.parse(body, chat);
    if (!found.isCall) {
      return null;
    }
    deployment(found, target);
    found.regional = target.under("api.openai.com") && !target.host().equals("api.openai.com");
    for (String model : found.models) {
      if (searches(model)) {
        found.serverTool("its model searches or runs tools by itself");
      }
    }
    return new OpenAiCall(body, Dialect.of(target), found);
  }

  private static void deployment(Found found, Target target) {
    int at = target.path().indexOf(DEPLOYMENTS);
    if (at < 0) {
      return;
    }
    int from = at + DEPLOYMENTS.length();
    int to = target.path().indexOf('/', from);
    if (to > from) {
      found.models.clear();
      found.models.add(target.path().substring(from, to));
    }
  }

  private static boolean searches(String model) {
    return model.endsWith(":online")
        || model.contains("-search-preview")
        || model.contains("-search-api")
        || model.startsWith("compound")
        || model.startsWith("groq/compound");
  }

  @Override
  public ResponseReader reader(Target target) {
    return new OpenAiReader("openrouter".equals(biller(target)));
  }

  @Override
  public byte[] refusal(String code, String message) {
    StringBuilder json = new StringBuilder(message.length() + 96);
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    json.append("{\"error\":{\"type\":\"budget_exceeded\",\"code\":\"");
    encoder.quoteAsString(code, json);
    json.append("\",\"message\":\"");
    encoder.quoteAsString(message, json);
    return json.append("\",\"param\":null}}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
