package dev.bursar.it.harness;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the app under test saw of one call.
 *
 * @param json the line it printed
 */
public record Answer(JsonNode json) {
  /** The HTTP status; 0 where it saw none. */
  public int status() {
    return json.path("status").asInt();
  }

  /** The body, or the model's words. */
  public String text() {
    return json.path("text").asText();
  }

  /** The digest of the whole body. */
  public String sha256() {
    return json.path("sha256").asText();
  }

  /** A response header; empty where absent. */
  public String header(String lowerCaseName) {
    return json.path("headers").path(lowerCaseName).asText();
  }

  /** The class of the exception it got; empty where it got none. */
  public String error() {
    return json.path("error").asText();
  }

  /** The exception's message. */
  public String message() {
    return json.path("message").asText();
  }

  /** The classes of the exception and its causes, one after another. */
  public String causes() {
    return json.path("causes").toString();
  }

  /** Whether the call was refused. */
  public boolean refused() {
    return json.path("refused").asBoolean();
  }

  /** Whether the app got an exception, or a status that is no success. */
  public boolean failed() {
    return json.path("failed").asBoolean();
  }

  /** A number that the program counted. */
  public long number(String name) {
    return json.path(name).asLong(-1);
  }

  /** The kind of thread that the app's code ran on: its name without numbers. */
  public String thread() {
    return json.path("thread").asText().replaceAll("[0-9]+", "#");
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
