package dev.bursar.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Death before every store of every operation, and before every store of the opening after it: the
 * store's files as they are at that moment are copied, and the copy is opened.
 */
@Timeout(3_600)
class CrashStepsTest {
  private static final SteppedLoader LOADER = new SteppedLoader();

  /** First and second deaths of each operation: all, and a dozen after each; or some. */
  private static final String HOW_MANY = Tests.full() ? " 1000000 12000000" : " 160 24";

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(Operation.class)
  void anOperationHappensAsAWholeOrNotAtAll(Operation operation) throws Exception {
    System.out.println(lab().apply(dir + " " + operation + HOW_MANY));
  }

  @Test
  void aStoreIsMadeAsAWholeOrNotAtAll() throws Exception {
    System.out.println(lab().apply(dir + " " + CrashLab.MAKING + HOW_MANY));
  }

  /** Were a store to escape the harness, two words would differ from one step to the next. */
  @ParameterizedTest
  @EnumSource(names = {"RESERVE", "SENT", "SETTLE", "RELEASE", "SETTLE_OPENS_WINDOW"})
  void theHarnessSeesEveryStore(Operation operation) throws Exception {
    assertThat(lab().apply(dir + " " + operation + " " + CrashLab.ONLY_COUNT + " 0"))
        .isEqualTo("1");
  }

  @SuppressWarnings("unchecked")
  private static UnaryOperator<String> lab() throws ReflectiveOperationException {
    Class<?> lab = LOADER.loadClass(CrashLab.class.getName());
    return (UnaryOperator<String>) lab.getConstructor().newInstance();
  }
}
