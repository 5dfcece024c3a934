package dev.bursar.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.crash.SteppedLoader;
import dev.bursar.store.crash.Tests;
import dev.bursar.store.history.Linearizer.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What threads see of the ledger is what they could have seen one after the other. */
@Timeout(600)
class LinearizabilityTest {
  private static final String HOW_LONG = Tests.full() ? " 1000000 120000" : " 20000 5000";

  @TempDir Path dir;

  @Test
  void everyRoundCouldHaveBeenOneCallAfterTheOther() throws Exception {
    String found = lab().apply(dir + " " + Model.EXACT + HOW_LONG);
    System.out.println(found);
    assertThat(found).startsWith("fits");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "EXACT")
  void anotherLedgerWouldNotDo(Model model) throws Exception {
    assertThat(lab().apply(dir + " " + model + HOW_LONG)).startsWith("does not fit");
  }

  @Test
  void twoReservesAtOnceDoNotBothGetTheLastRoom() {
    Call one = Call.reserve(3, true, 1, 3);
    Call other = Call.reserve(3, true, 2, 4);
    assertThat(fits(5, one, other)).isFalse();
    assertThat(fits(6, one, other)).isTrue();
  }

  @Test
  void aRefusalNeedsAReasonThatOverlapsIt() {
    Call held = Call.reserve(3, true, 1, 2);
    Call ended = Call.end(3, 0, 3, 6);
    assertThat(fits(5, held, ended, Call.reserve(3, false, 4, 5))).isTrue();
    assertThat(fits(5, held, ended, Call.reserve(3, false, 7, 8))).isFalse();
  }

  @Test
  void aViewShowsNoHalfOfAnEnd() {
    Call held = Call.reserve(3, true, 1, 2);
    Call ended = Call.end(3, 2, 3, 6);
    assertThat(fits(5, held, ended, Call.view(0, 3, 4, 5))).isTrue();
    assertThat(fits(5, held, ended, Call.view(2, 0, 4, 5))).isTrue();
    assertThat(fits(5, held, ended, Call.view(2, 3, 4, 5))).isFalse();
  }

  private static boolean fits(long limit, Call... calls) {
    return Linearizer.isLinearizable(Model.EXACT, limit, 0, List.of(calls));
  }

  @SuppressWarnings("unchecked")
  private static UnaryOperator<String> lab() throws ReflectiveOperationException {
    Class<?> lab = new SteppedLoader().loadClass(HistoryLab.class.getName());
    return (UnaryOperator<String>) lab.getConstructor().newInstance();
  }
}
