package dev.bursar.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a ledger must say after the power went, for each moment since all was last forced: open
 * holds of the dead are released if they were never sent, and charged else.
 */
final class PowerModel {
  private final Ledger ledger;
  private final Shortfall shortfall = new Shortfall();
  private final List<Account> leaves = new ArrayList<>();
  private final List<Hold> open = new ArrayList<>();
  private final Map<String, Long> spent = new TreeMap<>();
  private final Set<String> halted = new TreeSet<>();
  private final List<String> possible = new ArrayList<>();
  private final Account root;

  PowerModel(Ledger ledger) {
    this.ledger = ledger;
    this.root = ledger.account("root", null, Limits.unlimited());
    spent.put("root", 0L);
    addLeaf();
  }

  private static final class Hold {
    final long id;
    final String leaf;
    final long usd;
    boolean sent;

    Hold(long id, String leaf, long usd) {
      this.id = id;
      this.leaf = leaf;
      this.usd = usd;
    }
  }

  private void addLeaf() {
    String name = "leaf-" + leaves.size();
    leaves.add(
        ledger.account(name, root, Limits.builder().limit(Limit.USD, 1_000_000_000).build()));
    spent.put(name, 0L);
    forced();
  }

  /** One random change. */
  void step(SplittableRandom random) {
    Account leaf = leaves.get(random.nextInt(leaves.size()));
    switch (random.nextInt(12)) {
      case 0 -> addLeaf();
      case 1 -> haltOrResume(leaf);
      case 2, 3, 4, 5 -> reserve(leaf, 1 + random.nextInt(1_000));
      default -> {
        if (!open.isEmpty()) {
          advance(open.get(random.nextInt(open.size())), random);
        }
      }
    }
  }

  private void haltOrResume(Account account) {
    if (halted.remove(account.name())) {
      ledger.resume(account);
    } else {
      halted.add(account.name());
      ledger.halt(account, "stop");
    }
    forced();
  }

  private void reserve(Account leaf, long usd) {
    long id = ledger.reserve(leaf, usd, 1, 1, 0, shortfall);
    if (id > 0) {
      open.add(new Hold(id, leaf.name(), usd));
    }
    unforced();
  }

  private void advance(Hold hold, SplittableRandom random) {
    if (!hold.sent) {
      if (random.nextInt(4) == 0) {
        ledger.release(hold.id);
        open.remove(hold);
        unforced();
      } else {
        ledger.sent(hold.id);
        hold.sent = true;
        forced();
      }
    } else {
      long usd = random.nextInt((int) hold.usd + 1);
      ledger.settle(hold.id, usd, 1, 1);
      spend(spent, hold.leaf, usd);
      open.remove(hold);
      forced();
    }
  }

  private static void spend(Map<String, Long> sums, String leaf, long usd) {
    sums.merge(leaf, usd, Long::sum);
    sums.merge("root", usd, Long::sum);
  }

  private void forced() {
    possible.clear();
    unforced();
  }

  private void unforced() {
    TreeMap<String, Long> sums = new TreeMap<>(spent);
    for (Hold hold : open) {
      if (hold.sent) {
        spend(sums, hold.leaf, hold.usd);
      }
    }
    possible.add(sums + " halted " + halted);
  }

  /** What may be seen. */
  List<String> possible() {
    return possible;
  }

  /** What is seen. */
  static String seen(Ledger ledger) {
    TreeMap<String, Long> sums = new TreeMap<>();
    Set<String> halted = new TreeSet<>();
    for (AccountView view : ledger.accounts()) {
      sums.put(view.name(), view.spent().usdNanos());
      if (view.haltReason() != null) {
        halted.add(view.name());
      }
    }
    return sums + " halted " + halted;
  }
}
