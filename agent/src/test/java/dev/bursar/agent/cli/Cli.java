package dev.bursar.agent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Runs commands as a shell would, with a home directory of their own. */
final class Cli {
  private final Map<String, String> environment = new HashMap<>();
  private final Properties properties = new Properties();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private boolean terminal;

  Cli(Path directory) {
    properties.setProperty("user.home", directory.resolve("home").toString());
    properties.setProperty("user.dir", directory.toString());
  }

  Cli variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Cli onTerminal() {
    terminal = true;
    return this;
  }

  /** Runs a command and returns its exit code. */
  int run(String... args) {
    return Main.run(host(), args);
  }

  /** Lets something write as a command would. */
  void write(Writing writing) throws IOException {
    writing.to(host());
  }

  private Host host() {
    out.reset();
    err.reset();
    return new Host(stream(out), stream(err), terminal, environment, properties);
  }

  /** Something that writes. */
  interface Writing {
    void to(Host host) throws IOException;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The values on stdout, one a line: maps, lists, strings, longs, booleans, nulls. */
  List<Object> json() {
    List<Object> values = new ArrayList<>();
    out()
        .lines()
        .forEach(
            line -> {
              try (JsonParser json = new JsonFactory().createParser(line)) {
                json.nextToken();
                values.add(value(json));
                if (json.nextToken() != null) {
                  throw new AssertionError("more than one value in " + line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return values;
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          fields.put(name, value(json));
        }
        yield fields;
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        yield items;
      }
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
