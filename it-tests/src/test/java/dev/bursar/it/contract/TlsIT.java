package dev.bursar.it.contract;

import dev.bursar.it.harness.Combo;
import dev.bursar.it.harness.Matrix;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The core of the contract for every client over TLS, and by HTTP/2 where it speaks that. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("combos")
class TlsIT extends CoreContract {
  /** Empty in the full matrix, where each client's own contract goes over TLS too. */
  static Stream<Combo> combos() {
    return Matrix.encrypted();
  }
}
