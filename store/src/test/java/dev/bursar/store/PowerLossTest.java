package dev.bursar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a disk shows after the power went: of the mapped files any page from any moment, of the log
 * what was forced and any part of the rest.
 */
@Timeout(120)
class PowerLossTest {
  private static final int PAGE = 4_096;
  private static final int ROUNDS = 6;
  private static final StoreOptions OPTIONS =
      StoreOptions.builder()
          .accounts(300)
          .holds(3_000)
          .calls(256)
          .reads(256)
          .durability(Durability.POWER)
          .logBytes(30_000)
          .build();

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatWasForcedIsThereAndTheRestAsAWholeOrNotAtAll(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path dir = temp.resolve("store");
    Store store = Store.open(dir.toFile(), OPTIONS);
    try {
      PowerModel model = new PowerModel(store.ledger());
      List<Path> moments = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < 40; i++) {
          model.step(random);
        }
        moments.add(copy(dir, temp.resolve("moment-" + round)));
        Path after = temp.resolve("after-" + round);
        lose(moments, store.forcing().forced(), after, random);
        try (Store recovered = Store.open(after.toFile(), OPTIONS)) {
          assertThat(recovered.ledger().verify().problems()).isEmpty();
          assertThat(recovered.ledger().verify().openHolds()).isZero();
          assertThat(model.possible()).contains(PowerModel.seen(recovered.ledger()));
          Account leaf = recovered.ledger().find("leaf-0");
          long hold = recovered.ledger().reserve(leaf, 1, 1, 1, 0, new Shortfall());
          assertThat(recovered.ledger().view(leaf).haltReason() != null || hold != 0).isTrue();
        }
        delete(after);
      }
    } finally {
      store.close();
    }
  }

  @Test
  void holdsOfAProcessThatTheHeaderForgotAreResolved() throws IOException {
    Path dir = temp.resolve("store");
    Path after = temp.resolve("after");
    try (Store store = Store.open(dir.toFile(), OPTIONS);
        Child other = new Child(dir)) {
      Account root = store.ledger().account("root", null, Limits.unlimited());
      assertThat(other.hear()).isEqualTo("ready");
      other.ask("reserve 3 10");
      other.ask("sent");
      other.ask("reserve 2 10");
      store.ledger().halt(root, "which forces the log");
      copy(dir, after);
    }
    empty(after.resolve(Header.NAME).toFile());
    try (Store recovered = Store.open(after.toFile(), OPTIONS)) {
      AccountView root = recovered.ledger().view(recovered.ledger().find("root"));
      assertThat(root.held().usdNanos()).isZero();
      assertThat(root.spent().usdNanos()).isEqualTo(30);
    }
  }

  @Test
  void runsOfAProcessThatTheHeaderForgotAreGone() throws IOException {
    Path dir = temp.resolve("store");
    Path after = temp.resolve("after");
    try (Store store = Store.open(dir.toFile(), OPTIONS);
        Child other = new Child(dir);
        Child idle = new Child(dir)) {
      Account root = store.ledger().account("root", null, Limits.unlimited());
      assertThat(other.hear()).isEqualTo("ready");
      assertThat(idle.hear()).isEqualTo("ready");
      idle.ask("run root");
      for (int i = 0; i < 4; i++) {
        other.ask("run root");
      }
      other.ask("run-reserve 2 10");
      other.ask("sent");
      other.ask("leave 0");
      other.ask("leave 3");
      store.ledger().halt(root, "which forces the log");
      copy(dir, after);
    }
    empty(after.resolve(Header.NAME).toFile());
    try (Store recovered = Store.open(after.toFile(), OPTIONS)) {
      assertThat(recovered.ledger().verify().problems()).isEmpty();
      List<AccountView> accounts = recovered.ledger().accounts();
      assertThat(accounts).extracting(AccountView::name).containsExactly("root");
      assertThat(accounts.get(0).spent().usdNanos()).isEqualTo(10);
      assertThat(accounts.get(0).runs()).isEqualTo(5);
      Account again = recovered.ledger().find("root");
      Account run = recovered.ledger().runs().begin("root", again, Limits.unlimited());
      assertThat(run.name()).isEqualTo("root/6");
      assertThat(run.index).as("one of the places that are free").isBetween(1, 5);
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (File file : from.toFile().listFiles()) {
      try (RandomAccessFile in = new RandomAccessFile(file, "r");
          RandomAccessFile out = new RandomAccessFile(to.resolve(file.getName()).toFile(), "rw")) {
        out.setLength(in.length());
        byte[] page = new byte[PAGE];
        for (long at = 0; at < in.length(); at += PAGE) {
          in.seek(at);
          int n = in.read(page);
          if (!isZero(page, n)) {
            out.seek(at);
            out.write(page, 0, n);
          }
        }
      }
    }
    return to;
  }

  private static boolean isZero(byte[] page, int n) {
    for (int i = 0; i < n; i++) {
      if (page[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void lose(List<Path> moments, long forced, Path to, SplittableRandom random)
      throws IOException {
    Path last = moments.get(moments.size() - 1);
    copy(last, to);
    for (File file : to.toFile().listFiles()) {
      if (file.getName().endsWith(".log")) {
        if (file.equals(Log.fileOf(to.toFile(), forced))) {
          tear(file, Log.endOf(forced), random);
        }
      } else {
        for (long at = 0; at < file.length(); at += PAGE) {
          mix(moments.get(random.nextInt(moments.size())), file, at);
        }
        if (file.getName().equals(Header.NAME) && random.nextBoolean()) {
          empty(file);
        }
      }
    }
  }

  private static void mix(Path moment, File file, long at) throws IOException {
    Path older = moment.resolve(file.getName());
    if (Files.exists(older) && Files.size(older) > at) {
      byte[] page = new byte[PAGE];
      byte[] now = new byte[PAGE];
      try (RandomAccessFile in = new RandomAccessFile(older.toFile(), "r");
          RandomAccessFile out = new RandomAccessFile(file, "rw")) {
        in.seek(at);
        int n = in.read(page);
        out.seek(at);
        out.read(now);
        if (!java.util.Arrays.equals(page, now)) {
          out.seek(at);
          out.write(page, 0, n);
        }
      }
    }
  }

  // As it was made: nothing but the first page was ever written.
  private static void empty(File header) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(header, "rw")) {
      out.seek(PAGE);
      out.write(new byte[Header.SIZE - PAGE]);
    }
  }

  // Beyond what was forced: cut somewhere, and a sector of what is left lost.
  private static void tear(File file, long forced, SplittableRandom random) throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file, "rw")) {
      long beyond = log.length() - forced;
      if (beyond > 0) {
        log.setLength(forced + random.nextLong(beyond + 1));
        if (random.nextBoolean() && log.length() > forced) {
          log.seek(forced + random.nextLong(log.length() - forced));
          log.write(new byte[(int) Math.min(512, log.length() - log.getFilePointer())]);
        }
      }
    }
  }

  private static void delete(Path dir) {
    for (File file : dir.toFile().listFiles()) {
      assertThat(file.delete()).isTrue();
    }
  }
}
