package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that something else changed: found, kept aside, mended when asked for. */
@Timeout(120)
class RepairTest {
  private static final int ACCOUNT = AccountRecord.BYTES; // of the second one, "child"

  @TempDir Path temp;
  private Path dir;
  private long accounts;
  private long holds;

  /** Root and child, 30 spent on each; one open hold of 10, that of a process which is gone. */
  @BeforeEach
  void make() {
    dir = temp.resolve("store");
    try (Fixture f = new Fixture(dir)) {
      Account root = f.root(Limit.USD, 100);
      Account child = f.ledger.account("child", root, Fixture.limit(Limit.USD, 80));
      f.ledger.settle(f.reserveUsd(child, 40), 30, 7, 9);
      f.ledger.account("brother", root, Limits.unlimited());
    }
    try (Child gone = new Child(dir)) {
      assertThat(gone.hear()).isEqualTo("ready");
      assertThat(gone.ask("reserve-on child 10")).isEqualTo("1");
      assertThat(gone.ask("sent")).isEqualTo("1");
    }
    ByteBuffer content = regions();
    accounts = find(content, 0, 8, at -> name(content, at).equals("root") ? at : -1);
    holds =
        find(
            content,
            (int) accounts,
            8,
            at ->
                content.getLong(at) % 256 == Holds.SENT
                        && content.getLong(at + Holds.USD) == 10
                        && content.getLong(at + Holds.TIME) > 1L << 40
                    ? at
                    : -1);
  }

  private ByteBuffer regions() {
    return ByteBuffer.wrap(read(dir.resolve("regions.map"))).order(ByteOrder.nativeOrder());
  }

  private static String name(ByteBuffer content, int at) {
    byte[] name = new byte[4];
    content.get(at + AccountRecord.NAME, name);
    return content.getLong(at + AccountRecord.NAME_LENGTH) == 4
        ? new String(name, StandardCharsets.UTF_8)
        : "";
  }

  private static int find(ByteBuffer content, int from, int step, IntUnaryOperator probe) {
    for (int at = from; at < content.capacity() - 1_024; at += step) {
      if (probe.applyAsInt(at) >= 0) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }

  private void flip(String file, long at, int bits) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(dir.resolve(file).toFile(), "rw")) {
      content.seek(at);
      int old = content.read();
      content.seek(at);
      content.write(old ^ bits);
    }
  }

  private void account(int offset, int bits) throws IOException {
    flip("regions.map", accounts + ACCOUNT + offset, bits);
  }

  /** Offset of a word of a stripe's part, in the copy that counts. */
  private int part(int stripe, int word) {
    int part = AccountRecord.part(stripe);
    long serial = regions().getLong((int) accounts + ACCOUNT + part + AccountRecord.SERIAL);
    return part + AccountRecord.counting(word, serial);
  }

  private List<byte[]> contents() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals("header"))
          .sorted()
          .map(RepairTest::read)
          .toList();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refused(String... messages) throws IOException {
    List<byte[]> before = contents();
    assertThatThrownBy(() -> new Fixture(dir)).hasMessageContainingAll(messages);
    List<byte[]> after = contents();
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).isEqualTo(before.get(i));
    }
  }

  private List<String> repaired() {
    VerifyReport found = StoreCheck.examine(dir.toFile());
    assertThat(found.problems()).isNotEmpty();
    List<String> done = StoreCheck.repair(dir.toFile(), () -> Fixture.NOON);
    assertThat(done.get(0)).contains("damaged-" + Fixture.NOON);
    assertThat(dir.resolve("damaged-" + Fixture.NOON).resolve("regions.map")).exists();
    assertThat(StoreCheck.repair(dir.toFile())).isEmpty();
    return done;
  }

  private AccountView after(String name) {
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.ledger.verify().problems()).isEmpty();
      return f.view(name);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 1", "23, 64", "88, 4", "96, 1", "104, 128", "144, 2", "504, 8", "0, 1"})
  void oneWrongByteOfWhatAllStripesShareIsPutRight(int at, int bits) throws IOException {
    account(at, bits);
    refused("changed by something else", "doctor --repair");
    assertThat(repaired()).anyMatch(line -> line.contains("put right"));
    AccountView child = after("child");
    assertThat(child.limits().get(Limit.USD)).isEqualTo(80);
    assertThat(child.haltReason()).isNull();
    assertThat(child.parent()).isEqualTo("root");
    assertThat(child.spent().usdNanos()).isEqualTo(40); // 30, and the hold that was sent
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 24, 40, 96, 97, 120, 136})
  void oneWrongByteOfAStripesPartIsPutRight(int at) throws IOException {
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      account(part(stripe, at & -8) + at % 8, 16);
    }
    refused("changed by something else", "child");
    repaired();
    assertThat(after("child").spent()).hasToString(new Amounts(40, 7, 9, 2, 0).toString());
    assertThat(after("child").haltReason()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 48, 64, 192, 240})
  void aSerialThatChoosesOtherCopiesIsPutRight(int bits) throws IOException {
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      account(AccountRecord.part(stripe) + AccountRecord.SERIAL, bits);
    }
    refused("changed by something else", "child");
    repaired();
    assertThat(after("child").spent()).hasToString(new Amounts(40, 7, 9, 2, 0).toString());
    assertThat(after("child").haltReason()).isNull();
  }

  @Test
  void aSerialThatCountsOtherwiseIsFound() throws IOException {
    account(AccountRecord.part(1) + AccountRecord.SERIAL + 1, 4);
    refused("changed by something else", "child");
    assertThat(repaired()).anyMatch(line -> line.contains("halted"));
  }

  @Test
  void whereMoreIsWrongTheAccountIsHaltedAndNothingIsGivenBack() throws IOException {
    account(AccountRecord.GRANTED_USD + 3, 16);
    account(AccountRecord.limit(Limit.USD) + 4, 1);
    account(AccountRecord.REFUSED + 7, 128);
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      account(part(stripe, AccountRecord.SPENT_INPUT), 255);
      account(part(stripe, AccountRecord.SPENT_OUTPUT) + 7, 128);
    }
    refused("child");
    assertThat(repaired()).anyMatch(line -> line.contains("halted"));
    AccountView child = after("child");
    assertThat(child.haltReason()).isEqualTo(Repair.REASON);
    assertThat(child.grantedUsdNanos()).isZero();
    assertThat(child.spent().usdNanos()).isEqualTo(40);
    AccountView root = after("root");
    assertThat(root.spent().inputTokens()).isGreaterThanOrEqualTo(child.spent().inputTokens());
  }

  @Test
  void quotasThatGiveMoreThanTheLimitAreFound() throws IOException {
    account(AccountRecord.part(0) + AccountRecord.QUOTA_USD + 5, 1);
    refused("child", "more than its limit");
    repaired();
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
  }

  @Test
  void aDamagedHoldIsFoundWhenItEndsAndCountsAsSpent() throws IOException {
    flip("regions.map", holds + Holds.USD, 8);
    flip("regions.map", holds + Holds.TIME + 5, 8);
    refused("hold", "changed by something else");
    assertThat(repaired()).anyMatch(line -> line.contains("held by no intact hold"));
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
    assertThat(after("root").spent().usdNanos()).isEqualTo(40);
    assertThat(after("root").held().usdNanos()).isZero();
  }

  @Test
  void oneWrongByteOfAHoldIsPutRight() throws IOException {
    flip("regions.map", holds + Holds.USD, 8);
    refused("hold");
    repaired();
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
  }

  @Test
  void aHoldThatSeemsFreeCountsAsSpent() throws IOException {
    flip("regions.map", holds + Holds.STATE, Holds.SENT);
    assertThat(repaired()).anyMatch(line -> line.contains("held by no intact hold"));
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
  }

  @Test
  void aListOfFreeHoldsThatLeadsElsewhereIsFoundBeforeAnythingIsWritten() throws IOException {
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      flip("header", Header.stripe(stripe) + Header.FREE_HOLD + 2, 64);
    }
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      child.ask("try-reserve"); // may find the slot of the hold that was just ended
      assertThat(child.ask("try-reserve")).contains("list of free holds", "doctor --repair");
    }
    assertThat(repaired()).anyMatch(line -> line.contains("made anew"));
    assertThat(after("child").held().usdNanos()).isZero();
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.reserveUsd(f.ledger.find("child"), 40)).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Header.PENDING, Header.PENDING + 1, Header.PENDING + 5})
  void aStrayWordDoesNotMakeOldEntriesOfTheJournalValid(int at) throws IOException {
    flip("header", at, 4);
    refused("journal", "journal of the store was changed", "doctor --repair");
    assertThat(repaired()).anyMatch(line -> line.contains("journal of all stripes"));
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
  }

  @Test
  void theJournalOfAStripeToo() throws IOException {
    flip("header", Header.stripe(2) + Header.STRIPE_PENDING, 3);
    refused("journal", "journal of the store was changed");
    repaired();
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({"256, 6", "256, 2", "258, 1", "264, 1", "264, 64", "280, 1", "289, 1", "1024, 8"})
  void countersThatCannotBeAreFound(int at, int bits) throws IOException {
    flip("header", at, bits);
    refused("doctor --repair");
    repaired();
    assertThat(after("child").spent().usdNanos()).isEqualTo(40);
    assertThat(after("brother").parent()).isEqualTo("root");
  }

  @Test
  void theFirstLineOfTheHeaderIsFoundAndCannotBeRepaired() throws IOException {
    flip("header", 24, 1);
    refused("header", "first line");
    assertThatThrownBy(() -> StoreCheck.repair(dir.toFile())).hasMessageContaining("first line");
  }

  @Test
  void aSecondAccountOfOneNameIsNeverMade() throws IOException {
    Path names = dir.resolve("names-1.map");
    byte[] content = Files.readAllBytes(names);
    byte[] key = AccountRecord.key("child");
    for (int i = 0; i < content.length - key.length; i++) {
      if (Arrays.equals(content, i, i + key.length, key, 0, key.length)) {
        flip("names-1.map", i, 1);
      }
    }
    try (Fixture f = new Fixture(dir)) {
      Account root = f.ledger.find("root");
      assertThat(f.ledger.account("child", root, Fixture.limit(Limit.USD, 80)).name())
          .isEqualTo("child");
      assertThat(f.ledger.accounts()).hasSize(3);
      assertThat(f.view("child").spent().usdNanos()).isEqualTo(40);
    }
  }

  @Test
  void aCallThatWasWrittenOverIsPassedOver() throws IOException {
    try (Child child = new Child(dir)) {
      assertThat(child.hear()).isEqualTo("ready");
      child.ask("call");
      child.ask("call");
    }
    ByteBuffer content = regions();
    flip(
        "regions.map",
        find(
            content,
            (int) holds,
            8,
            at -> content.getLong(at) == 1 && content.getLong(at + Ring.SLOT) == 2 ? at : -1),
        4);
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.store.calls().tail(9)).hasSize(1);
    }
  }

  @Test
  void aSoundStoreIsLeftAlone() {
    after("child");
    assertThat(StoreCheck.repair(dir.toFile())).isEmpty();
    assertThat(StoreCheck.examine(dir.toFile()).ok()).isTrue();
  }
}
