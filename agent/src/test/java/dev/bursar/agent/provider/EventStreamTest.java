package dev.bursar.agent.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
  /** The stream's events, and where each block ended. */
  private static final class Events implements EventStream.Listener {
    final List<String> data = new ArrayList<>();
    final List<Integer> ends = new ArrayList<>();
    private StringBuilder event;

    @Override
    public void begin() {
      assertThat(event).isNull();
      event = new StringBuilder();
    }

    @Override
    public void data(byte[] b, int from, int to) {
      event.append(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void end() {
      data.add(
          new String(
              event.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      event = null;
    }
  }

  private static Events read(String text, Random splits) {
    Events events = new Events();
    EventStream stream = new EventStream(events);
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    while (from < b.length) {
      int to = splits == null ? b.length : Math.min(b.length, from + 1 + splits.nextInt(5));
      while (from < to) {
        from = stream.next(b, from, to);
        if (stream.ended()) {
          if (stream.continued()) {
            events.ends.remove(events.ends.size() - 1);
          }
          events.ends.add(from);
        }
      }
    }
    stream.finish();
    return events;
  }

  private static final String STREAM =
      """
      : ping

      data: {"a":"日本"}

      event: x
      id: 7
      data:{"b":1}
      retry: 5



      data: one
      data: two

      data
      datum: no
      datax

      data:  two spaces

      data:

      data: last""";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void eventsAreFoundWhateverTheLineEndAndTheCut(String lineEnd) {
    String text = STREAM.replace("\n", lineEnd);
    Events whole = read(text, null);
    assertThat(whole.data)
        .containsExactly("{\"a\":\"日本\"}", "{\"b\":1}", "one\ntwo", " two spaces", "", "last");

    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      Events cut = read(text, random);
      assertThat(cut.data).isEqualTo(whole.data);
      assertThat(cut.ends).isEqualTo(whole.ends);
    }
  }

  @Test
  void aBlockEndsJustAfterItsBlankLine() {
    assertThat(read("data: a\n\ndata: b\n\n", null).ends).containsExactly(9, 18);
    assertThat(read("data: a\r\n\r\ndata: b\r\n\r\n", null).ends).containsExactly(11, 22);
  }
}
