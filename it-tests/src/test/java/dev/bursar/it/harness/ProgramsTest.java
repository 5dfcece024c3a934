package dev.bursar.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.it.provider.Provider;
import dev.bursar.it.provider.Reply;
import dev.bursar.it.provider.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs work without the agent, on the matrix' JDKs: what fails later is the agent's doing.
 */
class ProgramsTest {
  private static final String MODEL = "gpt-4o";

  static Stream<Combo> all() {
    return Stream.of(ClientRow.Kind.values()).flatMap(Combo::matrix);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theProgramCallsAsItsClientDoes(Combo combo) {
    try (Provider provider = Provider.start();
        App app = App.start(combo, List.of())) {
      Conversation conversation = new Conversation(provider, app);
      conversation.calls();
      conversation.streams();
      conversation.loads();
      conversation.fails(combo.client().tellsOfACut());
      if (combo.client().kind().transport()) {
        conversation.reads();
        conversation.follows(combo.client().followsPosts());
      }
      assertThat(app.exit()).isZero();
      assertThat(app.strayOutput()).isEmpty();
    }
  }

  private record Conversation(Provider provider, App app) {
    void calls() {
      Answer plain = ask(Ask.chat(MODEL).max(20));
      assertThat(plain.status()).as(plain.toString()).isEqualTo(200);
      assertThat(plain.refused() || plain.failed()).isFalse();
      assertThat(provider.lastReceived().text())
          .containsPattern("\"max_completion_tokens\" ?: ?20");
      Answer async = ask(Ask.chat(MODEL).async());
      assertThat(async.status()).as(async.toString()).isEqualTo(200);
      Answer embedding = ask(Ask.embed("text-embedding-3-small"));
      assertThat(embedding.status()).as(embedding.toString()).isEqualTo(200);
      assertThat(provider.meter().charges()).hasSize(3);
    }

    void streams() {
      provider.next(Reply.normal().foreign().split(Reply.Split.BYTES).output(9));
      Answer stream = ask(Ask.chat(MODEL).streamedWithUsage());
      assertThat(stream.status()).as(stream.toString()).isEqualTo(200);
      assertThat(stream.text()).contains(" \u00fcber");
      Answer early = ask(Ask.chat(MODEL).streamed().with("read", "close:2"));
      assertThat(early.number("length")).as(early.toString()).isPositive();
      Answer async = ask(Ask.chat(MODEL).streamed().async());
      assertThat(async.status()).as(async.toString()).isEqualTo(200);
    }

    void loads() {
      provider.always(Reply.error(402));
      Answer load = ask(Ask.chat(MODEL).repeated(3, 2));
      assertThat(load.number("calls")).isEqualTo(6);
      assertThat(load.number("refusals")).isEqualTo(6);
      provider.asUsual();
    }

    void fails(boolean tellsOfACut) {
      Answer nobody = ask(Ask.chat("nobody"));
      assertThat(nobody.status()).as(nobody.toString()).isEqualTo(404);
      assertThat(nobody.failed()).isTrue();
      provider.next(Reply.normal().output(50).end(Reply.End.CUT, 2));
      Answer cut = ask(Ask.chat(MODEL).streamed());
      assertThat(cut.failed()).as(cut.toString()).isEqualTo(tellsOfACut);
    }

    void reads() {
      provider.put("/doc", Resource.of("text").etag("\"v1\""));
      Answer get = ask(Ask.get(provider.uri() + "/doc"));
      assertThat(get.text()).isEqualTo("text");
      assertThat(get.header("etag")).isEqualTo("\"v1\"");
      Answer head = ask(Ask.head(provider.uri() + "/doc"));
      assertThat(head.status()).as(head.toString()).isEqualTo(200);
      Answer once = ask(Ask.post("{}".getBytes(StandardCharsets.UTF_8)).with("oneshot", true));
      assertThat(once.number("bodyReads")).isEqualTo(1);
      provider.next(Reply.challenge());
      Answer second = ask(Ask.chat(MODEL).with("auth", true));
      assertThat(second.status()).as(second.toString()).isEqualTo(200);
    }

    void follows(boolean posts) {
      provider.next(Reply.redirect(307, "/moved/chat/completions"));
      Answer moved = ask(Ask.chat(MODEL));
      assertThat(moved.status()).as(moved.toString()).isEqualTo(posts ? 200 : 307);
      assertThat(provider.hits("/moved/chat/completions")).isEqualTo(posts ? 1 : 0);
    }

    private Answer ask(Ask order) {
      return app.ask(order.to(provider.base()));
    }
  }
}
