package dev.bursar.it.harness;

import dev.bursar.it.provider.Protocol;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is tested with what: clients × {oldest, newest version} × JDKs × {premain, attach} ×
 * protocols.
 *
 * <p>Full: the whole contract for every combination, on 8 (or the oldest Java that the client runs
 * on), 17 and 25. Quick: the whole contract for the newest version with the agent from the start
 * over plain HTTP/1.1, and its core for a few combinations in which every other value stands once.
 */
public final class Matrix {
  private static final int OLD = 8;
  private static final int MIDDLE = 17;
  private static final int NEW = 25;

  private static final Pattern ONLY = Pattern.compile(System.getProperty("bursar.it.combos", ""));

  private Matrix() {}

  /** What the whole contract is run for; of the full matrix only what a pattern finds. */
  public static Stream<Combo> contract(ClientRow.Kind kind) {
    return Build.full()
        ? all(kind).filter(combo -> ONLY.matcher(combo.toString()).find())
        : newest(kind);
  }

  /** The newest version of a client on every JDK of the matrix, nothing else varied. */
  public static Stream<Combo> newest(ClientRow.Kind kind) {
    return jdks(kind).map(jdk -> new Combo(ClientRow.newest(kind), jdk));
  }

  /**
   * What the core of the contract is run for besides, with an agent that is attached; what wraps
   * another client, once.
   */
  public static Stream<Combo> attached() {
    return kinds()
        .flatMap(
            kind -> {
              ClientRow newest = ClientRow.newest(kind);
              return Stream.of(
                      new Combo(newest, last(kind), How.ATTACH, best(newest, last(kind))),
                      new Combo(ClientRow.oldest(kind), first(kind), How.ATTACH, Protocol.HTTP_1))
                  .limit(kind.wraps() ? 1 : 2);
            });
  }

  /**
   * What the core of the contract is run for besides, over TLS; what wraps another client, once.
   */
  public static Stream<Combo> encrypted() {
    return kinds()
        .flatMap(
            kind -> {
              ClientRow newest = ClientRow.newest(kind);
              ClientRow oldest = ClientRow.oldest(kind);
              return Stream.of(
                      new Combo(newest, middle(kind), How.PREMAIN, Protocol.HTTPS_1),
                      new Combo(oldest, last(kind), How.PREMAIN, best(oldest, last(kind))))
                  .limit(kind.wraps() ? 1 : 2);
            });
  }

  /**
   * What gets a smoke because it gets nothing else: in the full matrix each version on each JDK
   * without a contract, else the newest on each JDK but the build's; what wraps another client, on
   * the oldest and the newest.
   */
  public static Stream<Combo> others() {
    Stream<ClientRow> rows =
        Stream.of(ClientRow.Kind.values())
            .flatMap(
                kind ->
                    Build.full() ? ClientRow.of(kind).stream() : Stream.of(ClientRow.newest(kind)));
    return rows.flatMap(
            row ->
                (row.kind().wraps() && !Build.full() ? Jdks.ends() : Jdks.here())
                    .stream()
                        .filter(jdk -> jdk.version() >= row.oldestJava())
                        .map(jdk -> new Combo(row, jdk)))
        .filter(
            combo ->
                (Build.full() ? all(combo.client().kind()) : newest(combo.client().kind()))
                    .noneMatch(combo::equals));
  }

  /**
   * What is attached to while 64 threads call: each transport that wraps no other, in the full
   * matrix on each JDK.
   */
  public static Stream<Combo> busy() {
    return Stream.of(ClientRow.Kind.values())
        .filter(kind -> kind.transport() && !kind.wraps())
        .flatMap(kind -> Build.full() ? Combo.newestEverywhere(kind) : Combo.newest(kind));
  }

  /** What is run for hooks in the JDK itself, whose own versions differ. */
  public static Stream<Jdk> jdks() {
    return Build.full() ? Jdks.here().stream() : Jdks.ends().stream();
  }

  private static Stream<Combo> all(ClientRow.Kind kind) {
    return Stream.of(ClientRow.oldest(kind), ClientRow.newest(kind))
        .distinct()
        .flatMap(
            row ->
                jdks(kind)
                    .filter(jdk -> jdk.version() >= row.oldestJava())
                    .flatMap(
                        jdk ->
                            Stream.of(How.values())
                                .flatMap(
                                    how ->
                                        Stream.of(Protocol.values())
                                            .filter(protocol -> speaks(row, jdk, protocol))
                                            .map(protocol -> new Combo(row, jdk, how, protocol)))));
  }

  private static boolean speaks(ClientRow row, Jdk jdk, Protocol protocol) {
    return protocol != Protocol.HTTPS_2 || row.http2(jdk);
  }

  private static Protocol best(ClientRow row, Jdk jdk) {
    return row.http2(jdk) ? Protocol.HTTPS_2 : Protocol.HTTPS_1;
  }

  private static Stream<ClientRow.Kind> kinds() {
    return Build.full() ? Stream.empty() : Stream.of(ClientRow.Kind.values());
  }

  private static Stream<Jdk> jdks(ClientRow.Kind kind) {
    return Build.full()
        ? Stream.of(first(kind), middle(kind), last(kind)).distinct()
        : Stream.of(Jdks.current()).filter(jdk -> jdk.version() >= kind.oldest());
  }

  private static Jdk first(ClientRow.Kind kind) {
    return Jdks.orCurrent(Math.max(OLD, kind.oldest()));
  }

  private static Jdk middle(ClientRow.Kind kind) {
    return Jdks.orCurrent(Math.max(MIDDLE, kind.oldest()));
  }

  private static Jdk last(ClientRow.Kind kind) {
    return Jdks.orCurrent(Math.max(NEW, kind.oldest()));
  }
}
