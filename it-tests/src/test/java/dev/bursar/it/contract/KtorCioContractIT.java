package dev.bursar.it.contract;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract for Ktor's client on its own engine. */
@ParameterizedClass
@MethodSource("combos")
class KtorCioContractIT extends TransportContract {
  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.KTOR_CIO);
  }
}
