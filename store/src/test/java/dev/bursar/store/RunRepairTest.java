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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage to accounts of runs, and to the records that are nobody's. */
@Timeout(120)
class RunRepairTest {
  private static final int TEAM = 1;
  private static final int RUN = 2;
  private static final int FREE = 3;

  @TempDir Path temp;
  private Path dir;
  private long accounts;

  /** Root, team, one run of a process that is gone, with 10 held and sent; two free records. */
  @BeforeEach
  void make() throws IOException {
    dir = temp.resolve("store");
    try (Fixture f = new Fixture(dir)) {
      f.ledger.account("team", f.root(Limit.USD, 100), Limits.unlimited());
    }
    try (Child gone = new Child(dir)) {
      assertThat(gone.hear()).isEqualTo("ready");
      for (int i = 0; i < 3; i++) {
        gone.ask("run team");
      }
      gone.ask("run-reserve 0 10");
      gone.ask("sent");
      gone.ask("leave 1");
      gone.ask("leave 2");
    }
    ByteBuffer regions =
        ByteBuffer.wrap(Files.readAllBytes(dir.resolve("regions.map")))
            .order(ByteOrder.nativeOrder());
    byte[] name = new byte[6];
    for (int at = 0; ; at += 8) {
      regions.get(at + AccountRecord.NAME, name);
      if (regions.getLong(at + AccountRecord.NAME_LENGTH) == name.length
          && new String(name, StandardCharsets.UTF_8).equals("team/1")) {
        accounts = at - (long) RUN * AccountRecord.BYTES;
        break;
      }
    }
  }

  private void flip(int account, int offset, int bits) throws IOException {
    flip("regions.map", accounts + (long) account * AccountRecord.BYTES + offset, bits);
  }

  private void flip(String file, long at, int bits) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(dir.resolve(file).toFile(), "rw")) {
      content.seek(at);
      int old = content.read();
      content.seek(at);
      content.write(old ^ bits);
    }
  }

  private List<String> repaired() {
    assertThat(StoreCheck.examine(dir.toFile()).problems()).isNotEmpty();
    List<String> done = StoreCheck.repair(dir.toFile(), () -> Fixture.NOON);
    assertThat(StoreCheck.examine(dir.toFile()).problems()).isEmpty();
    return done;
  }

  private void goesOn() {
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.ledger.verify().problems()).isEmpty();
      assertThat(f.view("team").spent().usdNanos()).isEqualTo(10);
      Account team = f.ledger.find("team");
      for (int i = 0; i < 9; i++) {
        long hold = f.reserveUsd(f.ledger.runs().begin("team", team, Limits.unlimited()), 1);
        assertThat(f.ledger.release(hold)).isTrue();
      }
      assertThat(f.ledger.verify().problems()).isEmpty();
    }
  }

  @Test
  void whatADeathLeavesIsNoDamage() {
    assertThat(StoreCheck.examine(dir.toFile()).problems()).isEmpty();
    assertThat(StoreCheck.examine(dir.toFile()).accounts()).isEqualTo(3);
    goesOn();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        AccountRecord.OWNER,
        AccountRecord.GENERATION,
        AccountRecord.NEXT_FREE,
        AccountRecord.RUNS,
        AccountRecord.LIVE
      })
  void oneWrongByteIsPutRight(int offset) throws IOException {
    for (int account : new int[] {TEAM, RUN, FREE}) {
      flip(account, offset, 4);
    }
    assertThatThrownBy(() -> new Fixture(dir)).hasMessageContaining("changed by something else");
    assertThat(repaired()).filteredOn(line -> line.contains("put right")).hasSize(3);
    goesOn();
  }

  @Test
  void aRunsRecordOfWhichNotAllIsKnownIsAHaltedAccountForGood() throws IOException {
    flip(RUN, AccountRecord.OWNER, 2);
    flip(RUN, AccountRecord.REFUSED + 2, 2);
    assertThat(repaired()).anyMatch(line -> line.contains("halted"));
    try (Fixture f = new Fixture(dir)) {
      assertThat(f.view("team/1").haltReason()).isEqualTo(Repair.REASON);
    }
    goesOn();
  }

  @Test
  void aFreeRecordOfWhichNotAllIsKnownIsNotUsedAgain() throws IOException {
    flip(FREE, AccountRecord.GENERATION, 2);
    flip(FREE, AccountRecord.REFUSED + 2, 2);
    assertThat(repaired()).anyMatch(line -> line.contains("halted"));
    goesOn();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 64})
  void aWrongListOfFreeOnesIsMadeAnew(int bits) throws IOException {
    flip("header", Header.FREE_ACCOUNT, bits);
    assertThat(repaired())
        .anyMatch(line -> line.contains("list of free accounts"))
        .noneMatch(line -> line.contains("halted"));
    goesOn();
  }

  @Test
  void aWrongListIsNotUsed() throws IOException {
    flip("header", Header.FREE_ACCOUNT, 64);
    try (Fixture f = new Fixture(dir)) {
      // What is given back comes before it: the place after that is wrong.
      Account team = f.ledger.find("team");
      f.ledger.runs().begin("team", team, Limits.unlimited());
      assertThatThrownBy(() -> f.ledger.runs().begin("team", team, Limits.unlimited()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("list of free accounts");
    }
  }
}
