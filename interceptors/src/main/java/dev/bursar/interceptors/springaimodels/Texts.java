package dev.bursar.interceptors.springaimodels;

import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.TextLength;

/** The texts of Spring AI's messages. Not thread-safe. */
final class Texts extends TextLength {
  /** Adds a text, a message, a document, or several of them; nothing for null. */
  Texts add(Object part) {
    if (part instanceof CharSequence) {
      text(part.toString());
    } else if (part instanceof Iterable) {
      for (Object each : (Iterable<?>) part) {
        frame();
        add(each);
      }
    } else if (part != null) {
      message(part);
    }
    return this;
  }

  private void message(Object message) {
    if (Getter.has(message, "getText")) {
      text(Getter.text(message, "getText"));
    } else {
      text(message.toString());
    }
    Object media = Getter.get(message, "getMedia");
    if (media instanceof Iterable ? ((Iterable<?>) media).iterator().hasNext() : media != null) {
      unseen("a message carries a picture, a sound or a file");
    }
    all(Getter.get(message, "getToolCalls"), "id", "name", "arguments");
    all(Getter.get(message, "getResponses"), "id", "name", "responseData");
  }

  /** Adds how tools are explained to a model. */
  void tools(Object callbacks) {
    if (callbacks instanceof Iterable) {
      for (Object each : (Iterable<?>) callbacks) {
        frame();
        Object definition = Getter.get(each, "getToolDefinition");
        text(Getter.text(definition, "name"));
        text(Getter.text(definition, "description"));
        text(Getter.text(definition, "inputSchema"));
      }
    }
  }

  private void all(Object several, String... parts) {
    if (several instanceof Iterable) {
      for (Object each : (Iterable<?>) several) {
        frame();
        for (String part : parts) {
          text(Getter.text(each, part));
        }
      }
    }
  }
}
