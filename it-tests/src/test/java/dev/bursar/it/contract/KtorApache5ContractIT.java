package dev.bursar.it.contract;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract for Ktor's client on Apache HttpClient 5. */
@ParameterizedClass
@MethodSource("combos")
class KtorApache5ContractIT extends TransportContract {
  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.KTOR_APACHE5);
  }
}
