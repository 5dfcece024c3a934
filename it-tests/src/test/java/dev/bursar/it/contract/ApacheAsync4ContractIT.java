package dev.bursar.it.contract;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract for Apache HttpAsyncClient 4. */
@ParameterizedClass
@MethodSource("combos")
class ApacheAsync4ContractIT extends TransportContract {
  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.APACHE_ASYNC4);
  }
}
