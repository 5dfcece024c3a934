package dev.bursar.it.harness;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** An order to a program under test. Immutable. */
public final class Ask {
  private static final AtomicLong IDS = new AtomicLong();

  private final String verb;
  private final Map<String, String> parameters;

  private Ask(String verb, Map<String, String> parameters) {
    this.verb = verb;
    this.parameters = parameters;
  }

  /** One chat request to a model. */
  public static Ask chat(String model) {
    return new Ask("chat", Map.of()).with("model", model);
  }

  /** One embedding request to a model. */
  public static Ask embed(String model) {
    return new Ask("embed", Map.of()).with("kind", "embed").with("model", model);
  }

  /** One GET. */
  public static Ask get(String url) {
    return new Ask("http", Map.of()).with("method", "GET").with("url", url);
  }

  /** One HEAD. */
  public static Ask head(String url) {
    return new Ask("http", Map.of()).with("method", "HEAD").with("url", url);
  }

  /** One POST of any body to any URL. */
  public static Ask post(String url, byte[] body) {
    return post(body).with("url", url);
  }

  /** One POST of any body to the chat endpoint. */
  public static Ask post(byte[] body) {
    return new Ask("http", Map.of()).with("body64", Base64.getEncoder().encodeToString(body));
  }

  /** Which of some classes the app can see. */
  public static Ask classes(List<String> names) {
    return new Ask("classes", Map.of()).with("names", String.join(",", names));
  }

  /** Many of the same call, by several threads, each until it was refused a few times in a row. */
  public Ask repeated(int threads, int refusals) {
    return new Ask("load", parameters).with("threads", threads).with("refusals", refusals);
  }

  /** The same with a parameter. */
  public Ask with(String name, Object value) {
    Map<String, String> copy = new LinkedHashMap<>(parameters);
    copy.put(name, String.valueOf(value));
    return new Ask(verb, copy);
  }

  /** The same, streamed. */
  public Ask streamed() {
    return with("stream", true);
  }

  /** The same, streamed, and the app asks for usage. */
  public Ask streamedWithUsage() {
    return streamed().with("usage", true);
  }

  /** The same through the client's asynchronous API. */
  public Ask async() {
    return with("async", true);
  }

  /** The same with an output limit. */
  public Ask max(int tokens) {
    return with("max", tokens);
  }

  /** The same to a provider. */
  Ask to(String base) {
    return parameters.containsKey("base") ? this : with("base", base);
  }

  /** The same with a fresh id. */
  Ask named() {
    return with("id", "c" + IDS.incrementAndGet());
  }

  String id() {
    return parameters.get("id");
  }

  String toLine() {
    StringBuilder line = new StringBuilder(verb);
    parameters.forEach(
        (name, value) ->
            line.append('\t')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return line.toString();
  }

  @Override
  public String toString() {
    return toLine().replace('\t', ' ');
  }
}
