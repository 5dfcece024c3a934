package dev.bursar.it.harness;

import dev.bursar.it.provider.Protocol;
import java.util.stream.Stream;

/**
 * A client on a JDK that it runs on, how the agent gets there, and what the provider speaks. Which
 * ones there are is a matter of {@link Matrix}.
 *
 * @param client the client
 * @param jdk the JDK
 * @param how how the agent gets into the app
 * @param protocol what the provider speaks
 */
public record Combo(ClientRow client, Jdk jdk, How how, Protocol protocol) {
  /** With the agent from the start, and plain HTTP/1.1. */
  public Combo(ClientRow client, Jdk jdk) {
    this(client, jdk, How.PREMAIN, Protocol.HTTP_1);
  }

  /** What the contract of a client is run for. */
  public static Stream<Combo> matrix(ClientRow.Kind kind) {
    return Matrix.contract(kind);
  }

  /** The newest version of a client on every JDK of the matrix. */
  public static Stream<Combo> newest(ClientRow.Kind kind) {
    return Matrix.newest(kind);
  }

  /** The newest version of a client on every JDK that is here. */
  public static Stream<Combo> newestEverywhere(ClientRow.Kind kind) {
    ClientRow newest = ClientRow.newest(kind);
    return Jdks.here().stream()
        .filter(jdk -> jdk.version() >= newest.oldestJava())
        .map(jdk -> new Combo(newest, jdk));
  }

  @Override
  public String toString() {
    return client.name()
        + " on "
        + jdk
        + (how == How.ATTACH ? ", attached" : "")
        + (protocol == Protocol.HTTP_1 ? "" : ", " + protocol);
  }
}
