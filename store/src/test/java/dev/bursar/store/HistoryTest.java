package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bursar.store.memory.Unsafe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two histories. */
class HistoryTest {
  @TempDir Path dir;
  private Fixture f;

  @BeforeEach
  void open() {
    f = new Fixture(dir);
  }

  @AfterEach
  void close() {
    f.close();
  }

  private static CallRecord call(long time) {
    return CallRecord.builder(time, CallRecord.Outcome.SETTLED).build();
  }

  @Test
  void aCallComesBackAsItWas() {
    CallRecord call =
        CallRecord.builder(5, CallRecord.Outcome.ESTIMATED)
            .account("researcher/1")
            .agent("agent")
            .target("openai", "/v1/chat/completions", "gpt-4o")
            .held(1, 2, 3)
            .actual(4, 5, 6)
            .parts(7, 8, 9)
            .reason("no usage")
            .clampedTo(256)
            .build();
    f.store.calls().append(call);
    assertThat(f.store.calls().tail(10)).singleElement().usingRecursiveComparison().isEqualTo(call);
    assertThat(call.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void aReadComesBackAsItWas() {
    long seq = f.store.reads().nextSeq();
    ReadRecord read =
        ReadRecord.builder(5, seq, f.store.reads().nextSeq())
            .agent("a")
            .request("GET", "http://bus/shards/1", 200)
            .version("\"7\"", "etag")
            .stale(true)
            .build();
    assertThat(read.deliveredSeq()).isEqualTo(seq + 1);
    f.store.reads().append(read);
    assertThat(f.store.reads().tail(10)).singleElement().usingRecursiveComparison().isEqualTo(read);
  }

  @Test
  void textThatDoesNotFitIsCutBetweenCharacters() {
    String wide = "€".repeat(2_000);
    f.store
        .calls()
        .append(
            CallRecord.builder(5, CallRecord.Outcome.REFUSED)
                .account(wide)
                .agent(wide)
                .target(wide, wide, wide)
                .reason(wide)
                .build());
    CallRecord call = f.store.calls().tail(1).get(0);
    assertThat(call.account()).isEqualTo("€".repeat(66));
    assertThat(call.model()).isEqualTo("€".repeat(26));
    assertThat(call.provider()).isEqualTo("€".repeat(8));
    f.store.reads().append(ReadRecord.builder(1, 1, 1).request("GET", wide, 200).build());
    ReadRecord read = f.store.reads().tail(1).get(0);
    assertThat(read.uri()).hasSizeGreaterThan(140).matches("€+");
    assertThat(read.status()).isEqualTo(200);
  }

  @Test
  void theNewestAreKeptOldestFirst() {
    for (int i = 0; i < 1_000; i++) {
      f.store.calls().append(call(i));
    }
    assertThat(f.store.calls().tail(3))
        .extracting(CallRecord::timeMillis)
        .containsExactly(997L, 998L, 999L);
    List<CallRecord> all = f.store.calls().tail(Integer.MAX_VALUE);
    assertThat(all.stream().mapToLong(CallRecord::timeMillis))
        .containsExactly(LongStream.range(1_000 - 256, 1_000).boxed().toArray(Long[]::new));
    assertThat(f.store.calls().tail(0)).isEmpty();
    assertThat(f.store.calls().tail(-1)).isEmpty();
    assertThat(f.store.reads().tail(5)).isEmpty();
  }

  @Test
  void theyOutliveTheirProcess() {
    f.store.calls().append(call(1));
    f.close();
    f = new Fixture(dir);
    f.store.calls().append(call(2));
    assertThat(f.store.calls().tail(9)).extracting(CallRecord::timeMillis).containsExactly(1L, 2L);
  }

  @Test
  void manyWritersLoseNothing() throws Exception {
    List<Thread> writers =
        IntStream.range(0, 16)
            .mapToObj(
                t ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 16; i++) {
                            f.store.calls().append(call(t * 16 + i));
                            f.store.reads().nextSeq();
                          }
                        }))
            .toList();
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(f.store.calls().tail(256).stream().mapToLong(CallRecord::timeMillis))
        .containsExactlyInAnyOrder(LongStream.range(0, 256).boxed().toArray(Long[]::new));
    assertThat(f.store.reads().nextSeq()).isEqualTo(257);
  }

  @Test
  void whatWasLeftHalfWrittenIsPassedOver() {
    f.store.calls().append(call(1));
    f.store.calls().append(call(2));
    f.store.calls().append(call(3));
    Header header = Header.open(Fixture.header(dir));
    // As a writer leaves it that died between its position and its record.
    header.next(Header.CALLS);
    f.store.calls().append(call(5));
    assertThat(f.store.calls().tail(9))
        .extracting(CallRecord::timeMillis)
        .containsExactly(1L, 2L, 3L, 5L);
  }

  @Test
  void whatTwoWritersMixedIsPassedOver() {
    f.store.calls().append(call(1));
    f.store.calls().append(call(2));
    f.store.calls().append(call(3));
    Header header = Header.open(Fixture.header(dir));
    try (Regions regions = new Regions(dir.toFile(), header)) {
      Unsafe.getUnsafe().putByte(regions.address(Region.CALLS) + Ring.SLOT + 100, (byte) 1);
    }
    assertThat(f.store.calls().tail(9)).extracting(CallRecord::timeMillis).containsExactly(1L, 3L);
  }

  /** A store with 32 blocks of calls, each of 128. */
  private void openLarge() {
    f.close();
    f =
        new Fixture(
            dir.resolve("large"),
            StoreOptions.builder().accounts(300).holds(3_000).calls(4_096).reads(4_096).build());
  }

  private void append(int times) {
    for (int i = 0; i < times; i++) {
      f.store.calls().append(call(i));
    }
  }

  private long blocksOf(Region region) {
    return Header.open(Fixture.header(dir.resolve("large"))).getVolatile(Header.grown(region));
  }

  @Test
  void roomIsMadeAheadOfWriters() {
    openLarge();
    append(1);
    assertThat(blocksOf(Region.CALLS)).isEqualTo(1);
    f.store.makeRoom();
    assertThat(blocksOf(Region.CALLS)).isEqualTo(2);
    append(999);
    f.store.makeRoom();
    long made = blocksOf(Region.CALLS);
    assertThat(made).as("for twice 1,000 and one more").isEqualTo(1_000 / 128 + 1 + 15 + 1);
    append(2_000);
    assertThat(blocksOf(Region.CALLS)).as("none by a writer").isEqualTo(made);
    f.store.makeRoom();
    assertThat(blocksOf(Region.CALLS)).as("all that there are").isEqualTo(32);
  }

  @Test
  void roomIsMadeOnlyWhereItIsUsed() {
    openLarge();
    f.store.makeRoom();
    assertThat(blocksOf(Region.CALLS)).isZero();
    append(1);
    f.store.makeRoom();
    f.store.makeRoom();
    assertThat(blocksOf(Region.CALLS)).isEqualTo(2);
    assertThat(blocksOf(Region.READS)).isZero();
    f.store.reads().append(ReadRecord.builder(1, 1, 1).build());
    f.store.makeRoom();
    assertThat(blocksOf(Region.READS)).isEqualTo(2);
  }

  @Test
  void whatIsWrittenWhileRoomIsMadeIsThere() throws Exception {
    openLarge();
    AtomicBoolean written = new AtomicBoolean();
    AtomicLong rooms = new AtomicLong();
    Thread maker =
        new Thread(
            () -> {
              while (!written.get()) {
                f.store.makeRoom();
                rooms.incrementAndGet();
              }
            });
    maker.start();
    append(4_096);
    written.set(true);
    maker.join();
    assertThat(rooms.get()).isPositive();
    assertThat(f.store.calls().tail(4_096).stream().mapToLong(CallRecord::timeMillis))
        .containsExactly(LongStream.range(0, 4_096).boxed().toArray(Long[]::new));
  }

  @Test
  void noRoomIsMadeInAStoreThatIsClosed() {
    append(1);
    f.close();
    assertThatThrownBy(() -> f.store.makeRoom())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
  }
}
