package dev.bursar.it.contract;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract for Spring's RestClient on Apache HttpClient 5. */
@ParameterizedClass
@MethodSource("combos")
class RestClientApache5ContractIT extends TransportContract {
  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.REST_CLIENT_APACHE5);
  }
}
