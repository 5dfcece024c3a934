package dev.bursar.it.cap;

import dev.bursar.it.harness.Ask;
import dev.bursar.it.harness.Build;
import dev.bursar.it.harness.ClientRow;
import dev.bursar.it.harness.Combo;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A way to call models, on a client and a JDK.
 *
 * @param combo the client and the JDK
 * @param streamed whether the answers are streamed
 */
record Workload(Combo combo, boolean streamed) {
  /** A model whose least clamped answer is a small part of the caps used here. */
  static final String MODEL = "gpt-4.1-mini";

  /** Every client of the cap tests on every JDK of the matrix. */
  static Stream<Workload> all() {
    return on(Combo::newest);
  }

  /**
   * Every client of the cap tests; in the full matrix on every JDK that is here, else two of them.
   */
  static Stream<Workload> everywhere() {
    Set<ClientRow.Kind> two = EnumSet.of(ClientRow.Kind.OKHTTP, ClientRow.Kind.JDK);
    return on(
        kind ->
            Build.full() || two.contains(kind) ? Combo.newestEverywhere(kind) : Combo.newest(kind));
  }

  private static Stream<Workload> on(Function<ClientRow.Kind, Stream<Combo>> combos) {
    return Stream.of(ClientRow.Kind.values())
        .filter(kind -> Build.full() || !kind.wraps())
        .flatMap(combos)
        .flatMap(
            combo ->
                combo.client().kind() == ClientRow.Kind.LANGCHAIN4J
                    ? Stream.of(new Workload(combo, false), new Workload(combo, true))
                    : Stream.of(new Workload(combo, false)));
  }

  /** One call. */
  Ask call() {
    Ask call = Ask.chat(MODEL).with("prompt", "Tell me something about the weather in Rome.");
    return streamed ? call.streamed() : call;
  }

  @Override
  public String toString() {
    return combo + (streamed ? ", streamed" : "");
  }
}
