package dev.bursar.store;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A store with a clock that stands still, and the few calls that most tests make. */
final class Fixture implements AutoCloseable {
  /** Saturday, 21 November 2026, 12:00:00 UTC. */
  static final long NOON = 1_795_262_400_000L;

  static final StoreOptions SMALL =
      StoreOptions.builder().accounts(300).holds(3_000).calls(256).reads(256).build();

  final AtomicLong clock = new AtomicLong(NOON);
  final Store store;
  final Ledger ledger;
  final Shortfall shortfall = new Shortfall();

  Fixture(Path dir) {
    this(dir, SMALL);
  }

  Fixture(Path dir, StoreOptions options) {
    store = Store.open(dir.toFile(), options, clock::get);
    ledger = store.ledger();
  }

  static Limits limit(Limit limit, long value) {
    return Limits.builder().limit(limit, value).build();
  }

  static File header(Path dir) {
    return dir.resolve(Header.NAME).toFile();
  }

  Account root(Limit limit, long value) {
    return ledger.account("root", null, limit(limit, value));
  }

  long reserveUsd(Account account, long usd) {
    return ledger.reserve(account, usd, 0, 0, 0, shortfall);
  }

  long reserveTokens(Account account, long input, long output) {
    return ledger.reserve(account, 0, input, output, 0, shortfall);
  }

  long reserveCall(Account account) {
    return ledger.reserve(account, 0, 0, 0, 0, shortfall);
  }

  AccountView view(String name) {
    return ledger.accounts().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  long usdLeft(Account account) {
    Headroom headroom = new Headroom();
    ledger.headroom(account, headroom);
    return headroom.usdNanos();
  }

  @Override
  public void close() {
    store.close();
  }
}
