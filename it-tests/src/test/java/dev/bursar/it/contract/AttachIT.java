package dev.bursar.it.contract;

import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Matrix;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The core of the contract for every client with an agent that came to it late. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("combos")
class AttachIT extends CoreContract {
  /** Empty in the full matrix, where each client's own contract attaches too. */
  static Stream<Combo> combos() {
    return Matrix.attached();
  }
}
