package dev.bursar.it.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the model said to one chat request, and what it is billed at. */
final class Completion {
  private static final int PIECES = 24;
  private static final int MOST_CHOICES = 128;

  private final JsonNode request;
  private final Reply reply;
  private final long seed;
  private final int limit;
  private final List<Integer> lengths = new ArrayList<>();
  private final long input;
  private final long output;

  private Completion(JsonNode request, Reply reply, OutputLaw law, long number) {
    this.request = request;
    this.reply = reply;
    seed = reply.seed >= 0 ? reply.seed : number;
    limit = limitOf(request);
    long sum = 0;
    for (int i = 0; i < choices(); i++) {
      int wanted = reply.output >= 0 ? reply.output : law.draw(seed * 131 + i);
      int visible = Math.min(wanted + reply.reasoning, limit) - reply.reasoning;
      lengths.add(Math.max(0, visible));
      sum += Math.min(wanted + reply.reasoning, limit);
    }
    input = Math.round((Tokens.ofChat(request) + reply.extraInput) * reply.factor);
    output = Math.round(sum * reply.factor);
  }

  static Completion of(JsonNode request, Reply reply, OutputLaw law, long number) {
    return new Completion(request, reply, law, number);
  }

  /** Whether the numbers in a request make sense. */
  static boolean possible(JsonNode request) {
    int choices = request.path("n").asInt(1);
    return limitOf(request) > 0 && choices > 0 && choices <= MOST_CHOICES;
  }

  private static int limitOf(JsonNode request) {
    int most = PriceList.mostOutput(request.path("model").asText());
    int asked = request.path("max_completion_tokens").asInt(request.path("max_tokens").asInt(most));
    return Math.min(asked, most);
  }

  String model() {
    return request.path("model").asText();
  }

  int choices() {
    return request.path("n").asInt(1);
  }

  boolean streamed() {
    return request.path("stream").asBoolean();
  }

  boolean usageAsked() {
    return request.path("stream_options").path("include_usage").asBoolean();
  }

  String id() {
    return "chatcmpl-" + seed;
  }

  long created() {
    return 1_700_000_000 + seed;
  }

  long input() {
    return input;
  }

  long cached() {
    return Math.min(reply.cached, input);
  }

  long output() {
    return output;
  }

  long reasoning() {
    return Math.min((long) reply.reasoning * choices(), output);
  }

  String finish(int choice) {
    if (!reply.tools.isEmpty()) {
      return "tool_calls";
    }
    return lengths.get(choice) + reply.reasoning >= limit ? "length" : "stop";
  }

  /** The words of one choice in the pieces of a stream: few, however long the text. */
  List<String> pieces(int choice) {
    if (reply.says != null) {
      return List.of(reply.says);
    }
    int length = lengths.get(choice);
    int per = Math.max(1, length / PIECES);
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i < length; i++) {
      piece.append(Words.at(seed * 31 + choice, i, reply.foreign));
      if ((i + 1) % per == 0 || i == length - 1) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
    }
    return pieces;
  }

  String text(int choice) {
    return String.join("", pieces(choice));
  }
}
