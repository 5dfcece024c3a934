package dev.bursar.agent.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Looks in a request's tools for those that the provider runs itself. */
final class ToolScan {
  private final Found found;
  private final JsonParser p;

  ToolScan(Found found, JsonParser p) {
    this.found = found;
    this.p = p;
  }

  /** Reads the current value to its end. */
  void scan() throws IOException {
    if (p.currentToken() != JsonToken.START_ARRAY) {
      found.tools |= p.currentToken() != JsonToken.VALUE_NULL;
      p.skipChildren();
      return;
    }
    while (p.nextToken() != JsonToken.END_ARRAY) {
      found.tools = true;
      if (p.currentToken() == JsonToken.START_OBJECT) {
        tool();
      } else {
        p.skipChildren();
      }
    }
  }

  private void tool() throws IOException {
    while (p.nextToken() == JsonToken.FIELD_NAME) {
      boolean type = "type".equals(p.currentName());
      JsonToken value = p.nextToken();
      if (type && value == JsonToken.VALUE_STRING) {
        String text = p.getText();
        if (!"function".equals(text) && !"custom".equals(text)) {
          found.serverTool("it brings a tool that the provider runs");
        }
      }
      p.skipChildren();
    }
  }
}
