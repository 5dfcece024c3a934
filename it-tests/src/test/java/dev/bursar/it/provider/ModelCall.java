package dev.bursar.it.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers one call to a model, and bills it. */
final class ModelCall {
  private final ReceivedRequest request;
  private final Reply reply;
  private final Meter meter;
  private final Pause pause;
  private final Wire wire;

  ModelCall(ReceivedRequest request, Reply reply, Meter meter, Pause pause, Wire wire) {
    this.request = request;
    this.reply = reply;
    this.meter = meter;
    this.pause = pause;
    this.wire = wire;
  }

  /** Answers; tells whether the connection can be used again. */
  boolean answer(OutputLaw law, long number) throws IOException {
    if (reply.until != null) {
      pause.until(reply.until);
    }
    pause.by(reply.delay);
    if (reply.status != 200 && !reply.generated) {
      return error(reply.status, "server_error");
    }
    JsonNode json;
    try {
      json = ChatJson.JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      return error(400, "invalid_request_error");
    }
    boolean embedding = request.path().endsWith("/embeddings");
    if (!json.isObject() || !json.has("model") || !json.has(embedding ? "input" : "messages")) {
      return error(400, "invalid_request_error");
    }
    if (!PriceList.has(json.path("model").asText())) {
      return error(404, "model_not_found");
    }
    if (embedding) {
      return embed(json);
    }
    return Completion.possible(json)
        ? chat(Completion.of(json, reply, law, number))
        : error(400, "invalid_request_error");
  }

  private boolean embed(JsonNode json) throws IOException {
    String model = json.path("model").asText();
    int tokens = Tokens.ofEmbedding(json.path("input")) + reply.extraInput;
    meter.charge(Charge.of(request.path(), model, tokens, 0, 0));
    ObjectNode root = ChatJson.JSON.createObjectNode().put("object", "list").put("model", model);
    ArrayNode data = root.putArray("data");
    int count = json.path("input").isArray() ? json.path("input").size() : 1;
    for (int i = 0; i < count; i++) {
      ObjectNode vector = data.addObject().put("object", "embedding").put("index", i);
      vector.putArray("embedding").add(0.25).add(-0.5).add(0.125);
    }
    root.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return send(200, "application/json", List.of(ChatJson.bytes(root)), true);
  }

  private boolean chat(Completion completion) throws IOException {
    if (reply.status != 200) {
      bill(completion, completion.output());
      return error(reply.status, "server_error");
    }
    if (reply.body != null) {
      bill(completion, completion.output());
      return send(200, reply.type, List.of(reply.body), true);
    }
    ChatJson json = new ChatJson(completion, reply);
    if (!completion.streamed()) {
      bill(completion, completion.output());
      return send(200, "application/json", List.of(json.whole()), true);
    }
    if (reply.billing == Reply.Billing.FULL) {
      bill(completion, completion.output());
    }
    List<byte[]> events = json.events();
    BodySender sender = new BodySender(wire, reply, pause);
    boolean whole = false;
    try {
      whole = send(sender, "text/event-stream; charset=utf-8", events);
      return whole;
    } finally {
      if (reply.billing == Reply.Billing.SEEN) {
        long share = completion.output() * sender.delivered() / events.size();
        bill(completion, whole ? completion.output() : share);
      }
    }
  }

  private void bill(Completion completion, long output) {
    meter.charge(
        Charge.of(
            request.path(), completion.model(), completion.input(), completion.cached(), output));
  }

  private boolean error(int status, String code) throws IOException {
    ObjectNode root = ChatJson.JSON.createObjectNode();
    root.putObject("error")
        .put("message", "The mock provider says " + status + ".")
        .put("type", code)
        .put("code", code);
    byte[] body = reply.body != null ? reply.body : ChatJson.bytes(root);
    return send(status, "application/json", List.of(body), true);
  }

  private boolean send(BodySender sender, String type, List<byte[]> events) throws IOException {
    List<byte[]> pieces = reply.split == Reply.Split.WHOLE ? BodySender.joined(events) : events;
    Map<String, String> headers = headers(type);
    if (compresses()) {
      headers.put("Content-Encoding", "gzip");
      pieces = BodySender.compressed(pieces);
    }
    wire.head(200, headers, -1);
    return sender.send(pieces);
  }

  private boolean send(int status, String type, List<byte[]> body, boolean measured)
      throws IOException {
    List<byte[]> pieces = body;
    Map<String, String> headers = headers(type);
    if (compresses()) {
      headers.put("Content-Encoding", "gzip");
      pieces = BodySender.joined(BodySender.compressed(body));
    }
    wire.head(status, headers, measured ? pieces.get(0).length : -1);
    return new BodySender(wire, reply, pause).send(pieces);
  }

  private boolean compresses() {
    String accepted = request.header("accept-encoding").toLowerCase(Locale.ROOT);
    return reply.gzip && accepted.contains("gzip");
  }

  private Map<String, String> headers(String type) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type);
    headers.put("X-Request-Id", "req_mock");
    headers.putAll(reply.headers);
    return headers;
  }
}
