package dev.bursar.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import dev.bursar.store.crash.Tests;
import dev.bursar.store.history.Linearizer.Model;
import dev.bursar.store.history.Rounds.Round;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What threads see of the ledger is what one after the other they could have seen. */
@Timeout(600)
class LinearizabilityTest {
  private static final StoreOptions SMALL =
      StoreOptions.builder().accounts(300).holds(3_000).calls(128).reads(128).build();

  private static final int ROUNDS = Tests.full() ? 200_000 : 5_000;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(Tests.full() ? 120 : 6);

  @TempDir Path dir;
  private Store store;
  private ExecutorService threads;
  private Rounds rounds;

  @BeforeEach
  void open() {
    store = Store.open(dir.toFile(), SMALL);
    threads = Executors.newCachedThreadPool();
    rounds = new Rounds(store.ledger(), threads);
  }

  @AfterEach
  void close() {
    threads.shutdown();
    store.close();
  }

  @Test
  void everyRoundCouldHaveBeenOneCallAfterTheOther() throws Exception {
    long start = System.nanoTime();
    int done = 0;
    int overlapping = 0;
    int refused = 0;
    while (done < ROUNDS && System.nanoTime() - start < NANOS) {
      Round round = rounds.next();
      assertThat(isLinearizable(Model.EXACT, round)).as("%s", round).isTrue();
      done++;
      overlapping += overlaps(round.calls()) ? 1 : 0;
      refused += (int) round.calls().stream().filter(LinearizabilityTest::isRefusal).count();
    }
    System.out.printf(
        "%d rounds, %d with calls at once, %d refusals%n", done, overlapping, refused);
    assertThat(overlapping).isPositive();
    assertThat(refused).isPositive();
    assertThat(store.ledger().verify().problems()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "EXACT")
  void anotherLedgerWouldNotDo(Model model) throws Exception {
    int not = 0;
    for (int i = 0; i < 50; i++) {
      not += isLinearizable(model, rounds.next()) ? 0 : 1;
    }
    assertThat(not).isPositive();
  }

  @Test
  void twoReservesAtOnceDoNotBothGetTheLastRoom() {
    Call one = Call.reserve(3, true, 1, 3);
    Call other = Call.reserve(3, true, 2, 4);
    assertThat(Linearizer.isLinearizable(Model.EXACT, 5, 0, List.of(one, other))).isFalse();
    assertThat(Linearizer.isLinearizable(Model.EXACT, 6, 0, List.of(one, other))).isTrue();
  }

  @Test
  void aRefusalNeedsAReasonThatOverlapsIt() {
    Call held = Call.reserve(3, true, 1, 2);
    Call ended = Call.end(3, 0, 3, 6);
    Call overlapping = Call.reserve(3, false, 4, 5);
    Call later = Call.reserve(3, false, 7, 8);
    assertThat(Linearizer.isLinearizable(Model.EXACT, 5, 0, List.of(held, ended, overlapping)))
        .isTrue();
    assertThat(Linearizer.isLinearizable(Model.EXACT, 5, 0, List.of(held, ended, later))).isFalse();
  }

  @Test
  void aViewShowsNoHalfOfAnEnd() {
    Call held = Call.reserve(3, true, 1, 2);
    Call ended = Call.end(3, 2, 3, 6);
    Call half = Call.view(2, 3, 4, 5);
    Call before = Call.view(0, 3, 4, 5);
    assertThat(Linearizer.isLinearizable(Model.EXACT, 5, 0, List.of(held, ended, half))).isFalse();
    assertThat(Linearizer.isLinearizable(Model.EXACT, 5, 0, List.of(held, ended, before))).isTrue();
  }

  private static boolean isLinearizable(Model model, Round round) {
    return Linearizer.isLinearizable(model, round.limit(), round.spent(), round.calls());
  }

  private static boolean isRefusal(Call call) {
    return call.kind() == Call.Kind.RESERVE && !call.granted();
  }

  private static boolean overlaps(List<Call> calls) {
    return calls.stream()
        .anyMatch(
            a -> calls.stream().anyMatch(b -> a.began() < b.began() && b.began() < a.ended()));
  }
}
