package dev.bursar.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads what stands behind {@code -javaagent:bursar.jar=}: the path of a YAML file, or {@code
 * key=value} pairs separated by commas.
 *
 * <p>A value that starts with a quote, {@code '} or {@code "}, goes to the next such quote (twice
 * the quote is the quote itself). One that starts with {@code [} or <code>{</code> goes to its
 * partner and is YAML. Any other goes to the next comma.
 */
final class AgentArguments {
  private final String text;
  private int at;

  private AgentArguments(String text) {
    this.text = text;
  }

  /** The pairs in their order; a lone path is the value of {@code config}. */
  static Map<String, String> parse(String text) throws ConfigurationException {
    Map<String, String> pairs = new LinkedHashMap<String, String>();
    if (text == null || text.trim().isEmpty()) {
      return pairs;
    }
    if (text.indexOf('=') < 0) {
      pairs.put(Keys.CONFIG, text.trim());
      return pairs;
    }
    new AgentArguments(text).addTo(pairs);
    return pairs;
  }

  private void addTo(Map<String, String> pairs) throws ConfigurationException {
    while (at < text.length()) {
      int equals = text.indexOf('=', at);
      int comma = text.indexOf(',', at);
      if (equals < 0 || (comma >= 0 && comma < equals)) {
        String part = text.substring(at, comma < 0 ? text.length() : comma).trim();
        throw new ConfigurationException(
            "agent argument "
                + Value.quote(part)
                + " is not key=value: write config=FILE to name a file, and quotes around a value"
                + " that holds a comma: key='a,b'");
      }
      String key = text.substring(at, equals).trim();
      at = equals + 1;
      if (pairs.put(key, value(key)) != null) {
        throw new ConfigurationException("agent argument " + key + " is given twice: keep one");
      }
    }
  }

  private String value(String key) throws ConfigurationException {
    char first = at < text.length() ? text.charAt(at) : ',';
    if (first == '\'' || first == '"') {
      int from = at;
      skipQuoted(key);
      String quote = String.valueOf(first);
      String value = text.substring(from + 1, at - 1).replace(quote + quote, quote);
      skipComma(key);
      return value;
    }
    if (first == '[' || first == '{') {
      int from = at;
      skipBracketed(key);
      String value = text.substring(from, at);
      skipComma(key);
      return value;
    }
    int comma = text.indexOf(',', at);
    String value = text.substring(at, comma < 0 ? text.length() : comma).trim();
    at = comma < 0 ? text.length() : comma + 1;
    return value;
  }

  private void skipQuoted(String key) throws ConfigurationException {
    char quote = text.charAt(at);
    do {
      int closing = text.indexOf(quote, at + 1);
      if (closing < 0) {
        throw unclosed(key, quote);
      }
      at = closing + 1;
    } while (at < text.length() && text.charAt(at) == quote);
  }

  private void skipBracketed(String key) throws ConfigurationException {
    char opening = text.charAt(at);
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        skipQuoted(key);
        continue;
      }
      at++;
      if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
        if (depth == 0) {
          return;
        }
      }
    }
    throw unclosed(key, opening);
  }

  private void skipComma(String key) throws ConfigurationException {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at < text.length() && text.charAt(at) != ',') {
      throw new ConfigurationException(
          "agent argument "
              + key
              + ": a comma must follow the value, not "
              + Value.quote(text.substring(at)));
    }
    at++;
  }

  private static ConfigurationException unclosed(String key, char opening) {
    return new ConfigurationException("agent argument " + key + ": " + opening + " is not closed");
  }
}
