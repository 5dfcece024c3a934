package dev.bursar.it.contract;

import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract for LangChain4j. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("combos")
class LangChain4jContractIT extends ClientContract {
  static Stream<Combo> combos() {
    return Combo.matrix(ClientRow.Kind.LANGCHAIN4J);
  }
}
