package dev.bursar.agent.reads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.agent.governor.AccountSelector;
import dev.bursar.agent.governor.Books;
import dev.bursar.agent.governor.Glob;
import dev.bursar.agent.governor.LedgerGovernor;
import dev.bursar.agent.governor.Policy;
import dev.bursar.agent.governor.StoreSource;
import dev.bursar.agent.prices.PriceTable;
import dev.bursar.agent.provider.Allocation;
import dev.bursar.agent.provider.BodyCodec;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Tap;
import dev.bursar.store.Account;
import dev.bursar.store.Limits;
import dev.bursar.store.ReadRecord;
import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadRecorderTest {
  /** SHA-256 of "hello", its first 128 bits. */
  private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e";

  @TempDir private Path directory;

  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final Policy policy =
      Policy.builder().agentHeader("X-Agent-Id").agentQuery("agent_id").build();
  private Store store;
  private Books books;
  private Governor governor;

  @BeforeEach
  void open() {
    store = Store.open(directory.toFile(), StoreOptions.defaults());
    Account root = store.ledger().account("default", null, Limits.unlimited());
    store.ledger().account("batch", root, Limits.unlimited());
    books =
        new Books(
            store, root, List.of(new AccountSelector("batch", null, null, "X-Batch", "yes", null)));
    governor = governor(policy, millis -> books);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Governor governor(Policy withPolicy, StoreSource source) {
    return new LedgerGovernor(
        withPolicy,
        source,
        PriceTable.builtIn(),
        faults::add,
        new ReadRecorder(withPolicy, source, faults::add));
  }

  private Tap read(FakeRead request, int status, Map<String, String> headers) {
    Exchange exchange = governor.open(request, Governor.READ);
    try {
      assertThat(exchange.decide()).isSameAs(Decision.PASS);
      exchange.attempt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return exchange.response(status, name -> headers.get(name.toLowerCase(Locale.ROOT)));
  }

  private static FakeRead get() {
    return new FakeRead("GET", "https://h/a");
  }

  private ReadRecord record() {
    List<ReadRecord> all = store.reads().tail(100);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void getAndHeadToTheConfiguredHostsAreReads() {
    Policy some =
        Policy.builder().loggedHosts(List.of(new Glob("*.Bus.internal"), new Glob("b"))).build();
    Governor picky = governor(some, millis -> books);
    assertThat(picky.look("GET", "a.bus.INTERNAL", "/x")).isEqualTo(Governor.READ);
    assertThat(picky.look("HEAD", "b", null)).isEqualTo(Governor.READ);
    assertThat(picky.look("GET", "c", "/x")).isEqualTo(Governor.IGNORE);
    assertThat(picky.look("GET", null, "/x")).isEqualTo(Governor.IGNORE);
    assertThat(picky.look("DELETE", "b", "/x")).isEqualTo(Governor.IGNORE);
    assertThat(governor.look("GET", null, "/x")).isEqualTo(Governor.READ);
  }

  @Test
  void theFirstLookAllocatesNothing() {
    Policy some =
        Policy.builder().loggedHosts(List.of(new Glob("*.bus.internal"), new Glob("b*c"))).build();
    Governor picky = governor(some, millis -> books);
    Runnable looks =
        () -> {
          for (int i = 0; i < 10_000; i++) {
            picky.look("GET", "api.example.org", "/v1/things");
            picky.look("POST", "api.openai.com", "/v1/chat/completions");
            picky.look("POST", "api.example.org", "/v1/things");
            picky.look("PUT", "api.example.org", "/v1/things");
          }
        };
    looks.run();
    assertThat(Allocation.of(looks)).isLessThan(1024);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"v1\"|Wed, 01 Jan 2025 00:00:00 GMT|\"v1\"|etag",
        "W/\"v1\"|Wed, 01 Jan 2025 00:00:00 GMT|W/\"v1\"|weak-etag",
        "v1||v1|weak-etag",
        "\"||\"|weak-etag",
        "|Wed, 01 Jan 2025 00:00:00 GMT|Wed, 01 Jan 2025 00:00:00 GMT|last-modified",
        "' '|Wed, 01 Jan 2025 00:00:00 GMT|Wed, 01 Jan 2025 00:00:00 GMT|last-modified",
      })
  void aTagIsRecordedAtTheHeadTheFirstThatApplies(
      String tag, String date, String version, String kind) {
    Map<String, String> headers = new java.util.HashMap<>();
    headers.put("etag", tag);
    headers.put("last-modified", date);
    assertThat(read(get(), 200, headers)).isNull();

    assertThat(record().version()).isEqualTo(version);
    assertThat(record().versionKind()).isEqualTo(kind);
    assertThat(record().uri()).isEqualTo("https://h/a");
    assertThat(record().method()).isEqualTo("GET");
    assertThat(record().status()).isEqualTo(200);
    assertThat(record().agent()).isEqualTo("default");
    assertThat(record().seq()).isPositive().isLessThan(record().deliveredSeq());
    assertThat(faults).isEmpty();
  }

  @Test
  void aTagTooLongForARecordIsReplacedByItsHash() {
    read(get(), 200, Map.of("etag", '"' + "x".repeat(500) + '"'));
    assertThat(record().version()).matches("[0-9a-f]{32}");
    assertThat(record().versionKind()).isEqualTo("etag");
  }

  @Test
  void withoutATagTheBodysHashIsRecordedBeforeItsLastBytesAreHandedOn() {
    Tap tap = read(get(), 200, Map.of("content-length", "5"));
    assertThat(tap.rewrites()).isFalse();
    tap.data(ByteBuffer.wrap("hel".getBytes(StandardCharsets.UTF_8)));
    assertThat(store.reads().tail(1)).isEmpty();
    ByteBuffer last = ByteBuffer.wrap("lo".getBytes(StandardCharsets.UTF_8));
    assertThat(tap.data(last)).isSameAs(last);
    assertThat(last.remaining()).isEqualTo(2);
    assertThat(record().version()).isEqualTo(HELLO);
    assertThat(record().versionKind()).isEqualTo("hash");
    tap.end();
    tap.abort(null);
    assertThat(store.reads().tail(10)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "99999999999999999999", "5, 5"})
  void ofABodyOfUnknownLengthTheEndIsAwaited(String length) {
    Tap tap = read(get(), 200, Map.of("content-length", length));
    tap.data(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
    assertThat(store.reads().tail(1)).isEmpty();
    assertThat(tap.end().remaining()).isZero();
    assertThat(record().version()).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void theHashIsOfTheBodyWithoutItsCompression(String encoding) throws IOException {
    byte[] packed = BodyCodec.encode("hello".getBytes(StandardCharsets.UTF_8), encoding);
    Tap tap = read(get(), 200, Map.of("content-encoding", encoding));
    ByteBuffer direct = ByteBuffer.allocateDirect(packed.length).put(packed).flip();
    assertThat(tap.data(direct)).isSameAs(direct);
    assertThat(direct.remaining()).isEqualTo(packed.length);
    tap.end();
    assertThat(record().version()).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip"})
  void aBodyThatCannotBeDecodedHasNoKnownVersion(String encoding) {
    Tap tap = read(get(), 200, Map.of("content-encoding", encoding));
    tap.data(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
    tap.end();
    assertThat(record().version()).isNull();
    assertThat(record().versionKind()).isEqualTo("none");
    assertThat(faults).isEmpty();
  }

  @Test
  void aBodyThatIsNotReadToItsEndIsPartial() {
    Tap tap = read(get(), 200, Map.of());
    tap.data(ByteBuffer.wrap("hel".getBytes(StandardCharsets.UTF_8)));
    tap.abort(null);
    tap.data(ByteBuffer.wrap("lo".getBytes(StandardCharsets.UTF_8)));
    tap.end();
    assertThat(record().version()).isNull();
    assertThat(record().versionKind()).isEqualTo("partial");
  }

  @Test
  void aStreamWithoutAnEndIsRecordedAtOnce() {
    assertThat(read(get(), 200, Map.of("content-type", "Text/Event-Stream; charset=utf-8")))
        .isNull();
    assertThat(record().versionKind()).isEqualTo("stream");
  }

  @Test
  void aHeadHasNoBodyToHash() {
    assertThat(read(new FakeRead("HEAD", "https://h/a"), 200, Map.of())).isNull();
    assertThat(record().versionKind()).isEqualTo("none");
    assertThat(record().method()).isEqualTo("HEAD");
  }

  @Test
  void notModifiedIsAReadOfTheCachedVersion() {
    read(get().with("If-None-Match", "\"old\""), 304, Map.of("etag", "\"same\""));
    read(get().with("If-None-Match", "\"old\""), 304, Map.of());
    read(get().with("If-Modified-Since", "then"), 304, Map.of());
    read(get(), 304, Map.of());
    assertThat(store.reads().tail(4))
        .extracting(ReadRecord::version)
        .containsExactly("\"same\"", "\"old\"", "then", null);
    assertThat(store.reads().tail(4))
        .extracting(ReadRecord::versionKind)
        .containsExactly("etag", "etag", "last-modified", "none");
    assertThat(store.reads().tail(4)).extracting(ReadRecord::status).containsOnly(304);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 302, 400, 404, 500})
  void whatDidNotSucceedIsNoRead(int status) {
    assertThat(read(get(), status, Map.of("etag", "\"x\""))).isNull();
    assertThat(store.reads().tail(1)).isEmpty();
  }

  @Test
  void aReadThatFailsIsNoRead() throws IOException {
    Exchange exchange = governor.open(get(), Governor.READ);
    exchange.attempt();
    exchange.answered(302);
    exchange.failed(null);
    assertThat(store.reads().tail(1)).isEmpty();
  }

  @Test
  void theAgentIsTheOneThatTheRequestNamesElseItsAccount() {
    Map<String, String> tag = Map.of("etag", "\"x\"");
    read(get().with("X-Agent-Id", " planner "), 200, tag);
    read(new FakeRead("GET", "https://h/a?x=1&agent_id=coder&y=2"), 200, tag);
    read(new FakeRead("GET", "https://h/a?xagent_id=no&agent_id="), 200, tag);
    read(get().with("X-Batch", "yes"), 200, tag);
    assertThat(store.reads().tail(4))
        .extracting(ReadRecord::agent)
        .containsExactly("planner", "coder", "default", "batch");
    assertThat(store.reads().tail(4).get(1).uri())
        .matches("https://h/a\\?x=[0-9a-f]{16}&agent_id=coder&y=[0-9a-f]{16}");
  }

  @Test
  void aStoreThatOpensMeanwhileRecordsToo() {
    int[] asked = {0};
    governor = governor(policy, millis -> asked[0]++ < 2 ? null : books);
    read(get().with("X-Agent-Id", "planner"), 200, Map.of("etag", "\"x\""));
    assertThat(record().agent()).isEqualTo("planner");
    assertThat(record().seq()).isEqualTo(record().deliveredSeq());
    assertThat(faults).isEmpty();
  }

  @Test
  void aReadThatCannotBeRecordedIsCountedAndPasses() {
    long[] longest = {0};
    governor =
        governor(
            policy,
            millis -> {
              longest[0] = Math.max(longest[0], millis);
              return null;
            });
    assertThat(read(get().onEventLoop(), 200, Map.of("etag", "\"x\""))).isNull();
    assertThat(longest[0]).isEqualTo(500);
    assertThat(faults).hasSize(1);
    governor =
        governor(
            policy,
            millis -> {
              throw new IllegalStateException("disk");
            });
    assertThat(read(get(), 200, Map.of("etag", "\"x\""))).isNull();
    assertThat(faults).hasSizeGreaterThan(1);
  }

  @Test
  void aStoreThatIsClosedUnderAReadIsAFault() {
    Tap tap = read(get(), 200, Map.of());
    store.close();
    ByteBuffer bytes = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(tap.data(bytes)).isSameAs(bytes);
    assertThat(tap.end().remaining()).isZero();
    assertThat(faults).hasSize(1);
  }
}
