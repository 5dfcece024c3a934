package dev.bursar.agent.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final String[] NAMES = {"a", "usage", "prompt_tokens", "choices"};
  private static final JsonKeys KEYS = new JsonKeys(NAMES);

  /** Writes down what it hears. */
  private static final class Notes implements JsonSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void open(JsonScanner at, boolean array) {
      lines.add((array ? "[" : "{") + at.depth());
    }

    @Override
    public void close(JsonScanner at) {
      lines.add("end" + at.depth());
    }

    @Override
    public void scalar(JsonScanner at, char kind) {
      int key = at.key(at.depth());
      String name = key == JsonKeys.OTHER ? "?" : NAMES[key];
      lines.add(kind + name + at.depth() + (key == JsonKeys.OTHER ? "" : at.text()));
    }
  }

  private static List<String> scan(byte[] json, Random splits) {
    Notes notes = new Notes();
    JsonScanner scanner = new JsonScanner(KEYS, notes);
    int from = 0;
    while (from < json.length) {
      int to =
          splits == null
              ? json.length
              : Math.min(json.length, from + 1 + splits.nextInt(splits.nextBoolean() ? 7 : 70));
      byte[] piece = splits == null ? json : Arrays.copyOfRange(json, from, to);
      scanner.feed(piece, splits == null ? from : 0, splits == null ? to : piece.length);
      from = to;
    }
    assertThat(scanner.broken()).isFalse();
    assertThat(scanner.complete()).isTrue();
    return notes.lines;
  }

  private static List<String> oracle(byte[] json) throws IOException {
    List<String> lines = new ArrayList<>();
    try (JsonParser p = new JsonFactory().createParser(json)) {
      int depth = 0;
      List<String> names = new ArrayList<>(List.of("?"));
      for (JsonToken t = p.nextToken(); t != null; t = p.nextToken()) {
        if (t == JsonToken.FIELD_NAME) {
          String name = p.currentName();
          names.set(depth, List.of(NAMES).contains(name) ? name : "?");
        } else if (t.isStructStart()) {
          depth++;
          names.add("?");
          lines.add((t == JsonToken.START_ARRAY ? "[" : "{") + depth);
        } else if (t.isStructEnd()) {
          lines.add("end" + depth);
          names.remove(depth--);
        } else {
          String name = names.get(depth);
          char kind =
              t == JsonToken.VALUE_STRING ? '"' : t.isNumeric() ? '0' : p.getText().charAt(0);
          String text = raw(json, p);
          boolean kept = text.getBytes(StandardCharsets.UTF_8).length <= JsonScanner.MAX_TEXT;
          lines.add(kind + name + depth + (name.equals("?") ? "" : kept ? text : null));
        }
      }
    }
    return lines;
  }

  /** The scalar as it stands in the text, without quotes. */
  private static String raw(byte[] json, JsonParser p) throws IOException {
    int from = (int) p.currentTokenLocation().getByteOffset();
    p.finishToken();
    int to = (int) p.currentLocation().getByteOffset();
    int quote = json[from] == '"' ? 1 : 0;
    return new String(json, from + quote, to - from - 2 * quote, StandardCharsets.UTF_8);
  }

  private static void value(Random random, int depth, StringBuilder out) {
    switch (depth > 6 ? 2 + random.nextInt(5) : random.nextInt(7)) {
      case 0 -> {
        out.append('{');
        for (int i = random.nextInt(5); i > 0; i--) {
          space(random, out);
          int name = random.nextInt(NAMES.length + 3);
          String text = name < NAMES.length ? NAMES[name] : name == NAMES.length ? "é\\\"x" : "zz";
          out.append('"').append(text).append('"');
          space(random, out);
          out.append(':');
          value(random, depth + 1, out);
          out.append(i > 1 ? "," : "");
        }
        out.append('}');
      }
      case 1 -> {
        out.append('[');
        for (int i = random.nextInt(5); i > 0; i--) {
          value(random, depth + 1, out);
          out.append(i > 1 ? "," : "");
        }
        out.append(']');
      }
      case 2 -> {
        out.append(
            random.nextInt(3) - 1 == -1 ? "-1.5e+3" : Integer.toString(random.nextInt(99999)));
      }
      case 3 -> {
        out.append(random.nextBoolean() ? "true" : "false");
      }
      case 4 -> {
        out.append("null");
      }
      default -> {
        out.append('"');
        String[] pieces = {"x", "日本", "\\\"", "\\\\", "\\u00e9", "{", "]", ",", "😀", " "};
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 400 : 12); i > 0; i--) {
          out.append(pieces[random.nextInt(pieces.length)]);
        }
        out.append('"');
      }
    }
    space(random, out);
  }

  private static void space(Random random, StringBuilder out) {
    out.append(new String[] {"", "", " ", "\n", "\t\r"}[random.nextInt(5)]);
  }

  @Test
  void hearsWhatAFullParserHearsWhereverTheTextIsCut() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder("{\"usage\":");
      value(random, 1, text);
      text.append('}');
      byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
      List<String> expected = oracle(json);
      assertThat(scan(json, null)).as(text.toString()).isEqualTo(expected);
      assertThat(scan(json, random)).as(text.toString()).isEqualTo(expected);
    }
  }

  /** Whatever is before, and wherever it stands: a long string is read in one go. */
  @Test
  void aStringEndsAndIsEscapedAtAnyOfItsBytes() throws IOException {
    for (String special :
        List.of("", "\\\"", "\\\\", "\\u0022", "é", "\u007f", "\u00a2", "\u00dc")) {
      for (int before = 0; before < 40; before++) {
        String text = "{\"a\":[\"" + "x".repeat(before) + special + "yz\",7],\"usage\":\"\"}";
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThat(scan(json, null)).as(text).isEqualTo(oracle(json));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "[1 2]",
        "[1,2}",
        "{\"a\":1]",
        "{}{}",
        "{},",
        "]",
        "}",
        "{,}",
        "<html>",
        "{\"a\":1,}x",
        "{} x",
        "hello",
        "[,1]"
      })
  void whatIsNotJsonIsBroken(String text) {
    JsonScanner scanner = new JsonScanner(KEYS, new Notes());
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    scanner.feed(b, 0, b.length);
    assertThat(scanner.broken()).isTrue();
    assertThat(scanner.complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\"", "{\"a\":1", "[1,", "\"x", "{\"a\":\"x\\\""})
  void whatLacksItsEndIsNotComplete(String text) {
    JsonScanner scanner = new JsonScanner(KEYS, new Notes());
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    scanner.feed(b, 0, b.length);
    assertThat(scanner.broken()).isFalse();
    assertThat(scanner.complete()).isFalse();
  }

  @Test
  void nestingHasABound() {
    JsonScanner scanner = new JsonScanner(KEYS, new Notes());
    byte[] b = "[".repeat(JsonScanner.MAX_DEPTH).getBytes(StandardCharsets.US_ASCII);
    scanner.feed(b, 0, b.length);
    assertThat(scanner.broken()).isFalse();
    scanner.feed(b, 0, 1);
    assertThat(scanner.broken()).isTrue();
  }

  @Test
  void memoryDoesNotGrowWithALongStringOrManyValues() {
    byte[] text = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    byte[] numbers = "-0.123456,".repeat(1 << 13).getBytes(StandardCharsets.US_ASCII);
    byte[] head = "{\"usage\":\"".getBytes(StandardCharsets.US_ASCII);
    byte[] middle = "\",\"choices\":[".getBytes(StandardCharsets.US_ASCII);
    JsonScanner scanner =
        new JsonScanner(
            KEYS,
            new JsonSink() {
              @Override
              public void open(JsonScanner at, boolean array) {}

              @Override
              public void close(JsonScanner at) {}

              @Override
              public void scalar(JsonScanner at, char kind) {}
            });

    long allocated =
        Allocation.of(
            () -> {
              scanner.feed(head, 0, head.length);
              for (int i = 0; i < 1600; i++) {
                scanner.feed(text, 0, text.length);
              }
              scanner.feed(middle, 0, middle.length);
              for (int i = 0; i < 1200; i++) {
                scanner.feed(numbers, 0, numbers.length);
              }
            });

    assertThat(scanner.broken()).isFalse();
    assertThat(allocated).isLessThan(64 * 1024);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.5", "1e3", "9999999999999999", "99999999999999999999999", "12.01"})
  void whatIsNoCountIsMinusOne(String number) {
    assertThat(count(number)).isEqualTo(-1);
  }

  @Test
  void countsAreReadWithAndWithoutAFractionOfZero() {
    assertThat(count("0")).isZero();
    assertThat(count("12.0")).isEqualTo(12);
    assertThat(count("1000000000000000")).isEqualTo(1_000_000_000_000_000L);
  }

  private static long count(String number) {
    long[] count = {Long.MIN_VALUE};
    JsonScanner scanner =
        new JsonScanner(
            KEYS,
            new JsonSink() {
              @Override
              public void open(JsonScanner at, boolean array) {}

              @Override
              public void close(JsonScanner at) {}

              @Override
              public void scalar(JsonScanner at, char kind) {
                count[0] = at.count();
              }
            });
    byte[] b = ("{\"a\":" + number + "}").getBytes(StandardCharsets.US_ASCII);
    scanner.feed(b, 0, b.length);
    return count[0];
  }
}
