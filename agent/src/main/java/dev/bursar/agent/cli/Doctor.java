package dev.bursar.agent.cli;

import dev.bursar.agent.prices.PriceTable;
import dev.bursar.store.Store;
import dev.bursar.store.StoreCheck;
import dev.bursar.store.StoreException;
import dev.bursar.store.StoreOptions;
import dev.bursar.store.VerifyReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at everything that can be looked at from outside the apps' JVMs. */
final class Doctor {
  /** Prices older than this are told of: providers change theirs a few times a year. */
  private static final long OLD_PRICES_DAYS = 180;

  private static final int OLDEST_JAVA = 8;
  private static final int NEWEST_JAVA = 26;

  private final File store;
  private final JvmReports reports;
  private final LocalDate today;
  private final boolean repair;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param store the store's directory
   * @param reports what its JVMs reported
   * @param today the day that prices are compared with
   * @param repair whether to mend a damaged store first
   */
  Doctor(File store, JvmReports reports, LocalDate today, boolean repair) {
    this.store = store;
    this.reports = reports;
    this.today = today;
    this.repair = repair;
  }

  /** Everything that was found, in a fixed order. */
  List<Finding> examine() {
    examineStore();
    examineAccess();
    examinePrices();
    examineJava("java", System.getProperty("java.version"));
    for (JvmState jvm : reports.jvms()) {
      if (jvm.alive()) {
        examineJvm(jvm);
      }
    }
    for (Map.Entry<File, String> report : reports.unreadable().entrySet()) {
      care(
          "report",
          report.getKey() + " cannot be read: " + report.getValue(),
          "delete it; a JVM that still runs writes it again");
    }
    return findings;
  }

  private void examineStore() {
    if (!StoreOption.exists(store)) {
      sound("store", "none at " + store + " yet: the first LLM call or logged read makes it");
      return;
    }
    if (repair) {
      repairStore();
    }
    try (Store open = Store.open(store, StoreOptions.defaults())) {
      VerifyReport report = open.ledger().verify();
      tell(report);
      if (report.ok()) {
        sound(
            "store",
            store
                + " is consistent: accounts "
                + report.accounts()
                + ", open holds "
                + report.openHolds());
      }
    } catch (StoreException e) {
      examineClosed(e);
    }
  }

  private void repairStore() {
    try {
      List<String> done = StoreCheck.repair(store);
      for (String line : done) {
        sound("repair", line);
      }
      if (done.isEmpty()) {
        sound("repair", "nothing to do");
      }
    } catch (StoreException e) {
      care("repair", e.getMessage(), "put " + store + " aside and start with a new one");
    }
  }

  private void examineClosed(StoreException why) {
    try {
      VerifyReport report = StoreCheck.examine(store);
      if (!report.ok()) {
        tell(report);
        return;
      }
    } catch (StoreException e) {
      // The first one says it already.
    }
    care("store", why.getMessage(), "until then no call is metered through it");
  }

  private void tell(VerifyReport report) {
    for (String problem : report.problems()) {
      care(
          "store",
          problem,
          "run doctor --repair: it copies the files aside, and what it cannot make out counts as"
              + " spent");
    }
  }

  private void examineAccess() {
    try {
      Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
      if (store.exists()) {
        open.addAll(Files.getPosixFilePermissions(store.toPath()));
      }
      open.removeAll(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
      if (open.contains(PosixFilePermission.GROUP_WRITE)
          || open.contains(PosixFilePermission.OTHERS_WRITE)) {
        care(
            "store",
            store + " can be written by other users, who could delete the ledger or change it",
            "chmod 700 " + store);
      } else if (!open.isEmpty()) {
        care(
            "store",
            store + " is open to other users, who could read the history",
            "chmod 700 " + store);
      }
    } catch (IOException | UnsupportedOperationException e) {
      sound("store", "who else can read " + store + " is not known on this platform");
    }
  }

  private void examinePrices() {
    PriceTable prices = PriceTable.builtIn();
    long days = prices.ageInDays(today);
    String age = "the price table is of " + prices.snapshot() + ", " + days + " days old";
    if (days > OLD_PRICES_DAYS) {
      care(
          "prices",
          age,
          "take a newer bursar.jar, or give newer prices with prices: FILE, for what a provider"
              + " charges now may be more");
    } else {
      sound("prices", age);
    }
  }

  private void examineJava(String subject, String version) {
    int feature = feature(version);
    if (feature < OLDEST_JAVA || feature > NEWEST_JAVA) {
      care(
          subject,
          "Java " + version + " is none of " + OLDEST_JAVA + " to " + NEWEST_JAVA,
          "it may work, but has not been tested: take one of these");
    } else {
      sound(subject, "Java " + version);
    }
  }

  private void examineJvm(JvmState jvm) {
    String subject = "jvm " + jvm.pid();
    examineJava(subject, jvm.java());
    sound(subject, jvm.inForce());
    for (JvmState.Hook hook : jvm.hooks()) {
      examineHook(subject, hook);
    }
    if (jvm.faults() > 0) {
      care(
          subject,
          "faults of the agent's own: "
              + jvm.faults()
              + ", the last one: "
              + (jvm.lastFault().isEmpty() ? "not known" : jvm.lastFault()),
          "see " + new File(store, "bursar.log") + " and report it; the app was not disturbed");
    }
    for (Connections connections : jvm.unmeteredConnections()) {
      care(
          subject,
          "connections to a provider that no hook saw: " + connections,
          "what goes over them is not metered: call the provider by a client that has a hook, or set"
              + " strict: true, which refuses such connections");
    }
  }

  private void examineHook(String subject, JvmState.Hook hook) {
    String detail = hook.detail().isEmpty() ? "" : ": " + hook.detail();
    String text = "hook " + hook.name() + " " + hook.state() + detail;
    if (hook.state().equals("live") || hook.state().equals("not loaded")) {
      sound(subject, text);
    } else {
      care(
          subject,
          text,
          "calls through it are not metered in this JVM: take a supported version of the library,"
              + " and report this one");
    }
  }

  private void sound(String subject, String text) {
    findings.add(Finding.sound(subject, text));
  }

  private void care(String subject, String text, String wayOut) {
    findings.add(Finding.care(subject, text, wayOut));
  }

  /** 8 of 1.8.0_402, 17 of 17.0.15, 26 of 26-ea; 0 where it is not known. */
  static int feature(String version) {
    String rest = version.startsWith("1.") ? version.substring(2) : version;
    int end = 0;
    while (end < rest.length() && Character.isDigit(rest.charAt(end))) {
      end++;
    }
    return end == 0 || end > 4 ? 0 : Integer.parseInt(rest.substring(0, end));
  }
}
