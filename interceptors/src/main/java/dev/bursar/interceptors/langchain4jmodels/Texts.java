package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.TextLength;
import java.util.Map;

/**
 * How long all texts of a request or an answer are. Not thread-safe.
 *
 * <p>What has no known form counts as long as it is when it is written out.
 */
final class Texts extends TextLength {
  /** Adds a text, a message, a segment, or several of them; nothing for null. */
  Texts add(Object part) {
    if (part instanceof CharSequence) {
      text(part.toString());
    } else if (part instanceof Iterable) {
      for (Object each : (Iterable<?>) part) {
        add(each);
      }
    } else if (part != null) {
      frame();
      message(part);
    }
    return this;
  }

  /** Adds what is sent in a form of its own: a tool's description, a schema. */
  Texts addWritten(Object part) {
    if (part instanceof Iterable) {
      for (Object each : (Iterable<?>) part) {
        addWritten(each);
      }
    } else if (part != null) {
      frame();
      text(part.toString());
    }
    return this;
  }

  private void message(Object message) {
    boolean known = false;
    if (Getter.has(message, "contents")) {
      known = true;
      contents(Getter.get(message, "contents"));
    } else if (Getter.has(message, "text")) {
      known = true;
      text(Getter.text(message, "text"));
    }
    Object attributes = known ? null : Getter.get(message, "attributes");
    if (attributes instanceof Map || !known) {
      text(message.toString());
    }
    text(Getter.text(message, "name"));
    text(Getter.text(message, "id"));
    text(Getter.text(message, "toolName"));
    text(Getter.text(message, "thinking"));
    Object images = Getter.get(message, "images");
    if (images instanceof Iterable && ((Iterable<?>) images).iterator().hasNext()) {
      unseen("a message carries pictures");
    }
    Object calls = Getter.get(message, "toolExecutionRequests");
    if (calls instanceof Iterable) {
      for (Object call : (Iterable<?>) calls) {
        frame();
        text(Getter.text(call, "id"));
        text(Getter.text(call, "name"));
        text(Getter.text(call, "arguments"));
      }
    }
  }

  private void contents(Object contents) {
    if (!(contents instanceof Iterable)) {
      return;
    }
    for (Object content : (Iterable<?>) contents) {
      String text = Getter.text(content, "text");
      if (text == null) {
        unseen("a message carries a picture, a sound or a file");
      } else {
        frame();
        text(text);
      }
    }
  }
}
