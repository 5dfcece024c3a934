package dev.bursar.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client on a JDK that it runs on.
 *
 * @param client the client
 * @param jdk the JDK
 */
public record Combo(ClientRow client, Jdk jdk) {
  /** Every version of a client on every JDK of the matrix. */
  public static Stream<Combo> matrix(ClientRow.Kind kind) {
    return cross(ClientRow.of(kind), Jdks.ofMatrix());
  }

  /** The newest version of a client on every JDK of the matrix. */
  public static Stream<Combo> newest(ClientRow.Kind kind) {
    return cross(List.of(ClientRow.newest(kind)), Jdks.ofMatrix());
  }

  /** The newest version of a client on every JDK that is here. */
  public static Stream<Combo> newestEverywhere(ClientRow.Kind kind) {
    return cross(List.of(ClientRow.newest(kind)), Jdks.here());
  }

  /** Every client in every version on the JDKs that the quick matrix leaves out. */
  public static Stream<Combo> others() {
    List<Jdk> others = new ArrayList<>(Jdks.here());
    others.removeAll(Jdks.ofMatrix());
    return Stream.of(ClientRow.Kind.values()).flatMap(kind -> cross(ClientRow.of(kind), others));
  }

  private static Stream<Combo> cross(List<ClientRow> rows, List<Jdk> jdks) {
    return rows.stream()
        .flatMap(
            row ->
                jdks.stream()
                    .filter(jdk -> jdk.version() >= row.kind().oldest())
                    .map(jdk -> new Combo(row, jdk)));
  }

  @Override
  public String toString() {
    return client.name() + " on " + jdk;
  }
}
