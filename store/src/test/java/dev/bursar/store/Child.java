package dev.bursar.store;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that uses a store: does what it is asked for, line by line. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  Child(Path dir) {
    this(dir, List.of());
  }

  /** A process that is started by another command. */
  Child(Path dir, List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : List.of("java.lang.reflect", "sun.nio.ch", "jdk.internal.misc")) {
      command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
    }
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    command.add(dir.toString());
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** One command, one answer. */
  String ask(String command) {
    tell(command);
    return hear();
  }

  void tell(String command) {
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer, or null when the process has ended. */
  String hear() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  /** {@code kill -9}, and waits until the process is gone; what it said can still be heard. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would drop unread answers
    waitFor();
  }

  int waitFor() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Served served;
    try {
      served = new Served(Path.of(args[0]));
    } catch (StoreException e) {
      System.out.println(e.getMessage());
      return;
    }
    served.serve(in);
  }

  /** The child's side. */
  private static final class Served {
    private final Path dir;
    private final Store store;
    private final Ledger ledger;
    private final Header header;
    private final Deaths deaths;
    private final Shortfall shortfall = new Shortfall();
    private final List<Long> holds = new ArrayList<>();
    private final List<Account> runs = new ArrayList<>();

    Served(Path dir) {
      this.dir = dir;
      this.store = Store.open(dir.toFile(), Fixture.SMALL);
      this.ledger = store.ledger();
      this.header = Header.open(new File(dir.toFile(), Header.NAME));
      this.deaths = new Deaths(dir, header);
    }

    void serve(BufferedReader in) throws IOException {
      System.out.println("ready");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", -1);
        String answer = answer(words);
        if (answer != null) {
          System.out.println(answer);
        }
      }
    }

    private String answer(String[] words) {
      if (words[0].equals("alive")) {
        return "yes";
      }
      if (words[0].equals("take-dead")) {
        return takeDead(); // before any call takes over the locks of the dead
      }
      Account root = ledger.find("root");
      return switch (words[0]) {
        case "reserve" -> reserve(root, Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "sent" -> count(holds.stream().filter(ledger::sent).count());
        case "settle" -> settle(Long.parseLong(words[1]));
        case "spend" -> spend(root, Integer.parseInt(words[1]));
        case "account" ->
            ledger
                .account(words[1], words[1].equals("root") ? null : root, Limits.unlimited())
                .name();
        case "run" -> run(words[1]);
        case "run-reserve" ->
            reserve(runs.get(Integer.parseInt(words[1])), 1, Long.parseLong(words[2]));
        case "leave" -> leave(runs.get(Integer.parseInt(words[1])));
        case "storm" -> storm(root, Long.parseLong(words[1]), Long.parseLong(words[2]));
        case "storm-until-error" -> stormUntilError(root);
        case "reserve-on" -> reserve(ledger.find(words[1]), 1, Long.parseLong(words[2]));
        case "fill" -> fill();
        case "free" -> free();
        case "try-accounts" -> tried(() -> makeAccounts(root));
        case "try-holds" -> tried(() -> makeHolds(root));
        case "try-calls" -> tried(() -> makeCalls());
        case "try-room" -> tried(() -> store.makeRoom());
        case "spent" -> spent();
        case "try-reserve" -> tryReserve(root);
        case "grow" -> grow(root);
        case "keep-lock" -> deaths.lockWord(deaths.token());
        case "drop-lock" -> deaths.lockWord(0);
        case "die-with-journal" -> deaths.withJournal(root, Long.parseLong(words[1]));
        case "die-in-map" -> deaths.inMap();
        case "processes" -> count(ledger.verify().processes());
        case "tools" -> tools(root, Integer.parseInt(words[1]));
        case "call" -> call();
        case "close" -> close();
        default -> throw new IllegalArgumentException(words[0]);
      };
    }

    private String run(String name) {
      Account parent =
          runs.stream()
              .filter(run -> run.name().equals(name))
              .findFirst()
              .orElseGet(() -> ledger.find(name));
      runs.add(ledger.runs().begin(parent.name(), parent, Limits.unlimited()));
      return runs.get(runs.size() - 1).name();
    }

    private String leave(Account run) {
      ledger.runs().end(run);
      return run.name();
    }

    private static String count(long number) {
      return String.valueOf(number);
    }

    private String reserve(Account root, int times, long usd) {
      long reserved = 0;
      for (int i = 0; i < times; i++) {
        long id = ledger.reserve(root, usd, 0, 0, 0, shortfall);
        if (id != 0) {
          holds.add(id);
          reserved++;
        }
      }
      return count(reserved);
    }

    private String settle(long usd) {
      return count(holds.stream().filter(id -> ledger.settle(id, usd, 0, 0)).count());
    }

    private String spend(Account root, int times) {
      for (int i = 0; i < times; i++) {
        long id = ledger.reserve(root, 3, 1, 1, 0, shortfall);
        ledger.sent(id);
        ledger.settle(id, 2, 1, 1);
      }
      return "spent";
    }

    /** Is stopped at the beginning of a sweep: it has the slots of all that are dead. */
    private String takeDead() {
      int taken = 0;
      for (int slot = 0; slot < Header.PROCESSES; slot++) {
        taken += header.used(slot) && processes().takeDead(slot) ? 1 : 0;
      }
      return count(taken);
    }

    private Processes processes() {
      try {
        Field field = Store.class.getDeclaredField("processes");
        field.setAccessible(true);
        return (Processes) field.get(store);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    private String tools(Account root, int times) {
      int executed = 0;
      for (int i = 0; i < times; i++) {
        executed += store.toolCalls().count(root, shortfall) ? 1 : 0;
      }
      return count(executed);
    }

    private String call() {
      store.calls().append(CallRecord.builder(1, CallRecord.Outcome.SETTLED).build());
      return "appended";
    }

    private String close() {
      store.close();
      return "closed";
    }

    /** Reserves, sends and settles for ever, and says so after each settling. */
    private String storm(Account account, long held, long used) {
      while (true) {
        long id = ledger.reserve(account, held, 1, 1, 0, shortfall);
        if (id == 0) {
          return "refused";
        }
        ledger.sent(id);
        ledger.settle(id, used, 1, 1);
        System.out.println("settled");
      }
    }

    /** Reserves, settles and writes calls down until the store says why it cannot be used. */
    private String stormUntilError(Account account) {
      while (true) {
        try {
          for (int i = 0; i < 100; i++) {
            long id = ledger.reserve(account, 3, 1, 1, 0, shortfall);
            ledger.sent(id);
            ledger.settle(id, 2, 1, 1);
            call();
          }
          System.out.println("settled");
        } catch (StoreException e) {
          return e.getMessage();
        } catch (InternalError late) {
          System.out.println("settled"); // the JVM throws it after the store has returned
        }
      }
    }

    private String fill() {
      try (OutputStream file = Files.newOutputStream(dir.resolve("full"))) {
        byte[] block = new byte[4_096];
        for (int size = block.length; size > 0; size = size > 1 ? size / 2 : 0) {
          try {
            while (true) {
              file.write(block, 0, size);
            }
          } catch (IOException full) {
            // less, then
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "filled";
    }

    private String free() {
      try {
        Files.delete(dir.resolve("full"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "freed";
    }

    private static String tried(Runnable what) {
      try {
        what.run();
        return "made";
      } catch (StoreException e) {
        return e.getMessage();
      }
    }

    private void makeAccounts(Account root) {
      for (int i = 0; i < 100; i++) {
        ledger.account("account " + i, root, Limits.unlimited());
      }
    }

    private void makeHolds(Account root) {
      List<Long> made = new ArrayList<>();
      try {
        for (int i = 0; i < 2_500; i++) {
          made.add(ledger.reserve(root, 1, 1, 1, 0, shortfall));
        }
      } finally {
        made.forEach(ledger::release);
      }
    }

    private void makeCalls() {
      for (int i = 0; i < 256; i++) {
        call();
      }
    }

    private String spent() {
      AccountView view = ledger.accounts().get(0);
      return view.spent().calls()
          + " calls, "
          + view.held().calls()
          + " held, "
          + ledger.verify().problems();
    }

    private String tryReserve(Account account) {
      try {
        return count(ledger.reserve(account, 1, 1, 1, 0, shortfall));
      } catch (StoreException e) {
        return e.getMessage();
      }
    }

    /** Makes accounts for ever, which goes through the map. */
    private String grow(Account root) {
      for (int i = 0; ; i++) {
        String name = ThisProcess.PID + "-" + i;
        try {
          ledger.account(name, root, Limits.unlimited());
        } catch (StoreException full) {
          return "full";
        }
        System.out.println(name);
      }
    }
  }
}
