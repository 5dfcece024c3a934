package dev.bursar.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bursar.store.Store;
import dev.bursar.store.StoreOptions;
import dev.bursar.store.crash.Steps;
import dev.bursar.store.history.Linearizer.Model;
import dev.bursar.store.history.Rounds.Round;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * Records rounds, with threads that now and then give way between two stores of one call, and
 * compares them with a model. Lives in a loader that rewrites the store, hence the interface of
 * strings.
 */
public final class HistoryLab implements UnaryOperator<String> {
  private static final StoreOptions SMALL =
      StoreOptions.builder().accounts(300).holds(3_000).calls(128).reads(128).build();

  private static final int ODDS = 4;

  private int overlapping;
  private int refused;

  /** For the loader. */
  public HistoryLab() {}

  /**
   * Compares.
   *
   * @param request a directory, a {@link Model}, how many rounds, how many milliseconds at most
   * @return the first round that does not fit, or what was done
   */
  @Override
  public String apply(String request) {
    String[] words = request.split(" ", -1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Store store = Store.open(Path.of(words[0]).toFile(), SMALL)) {
      Rounds rounds = new Rounds(store.ledger(), threads);
      Steps.shake(HistoryLab::giveWay);
      String found = compare(rounds, words);
      Steps.shake(null);
      assertThat(store.ledger().verify().problems()).isEmpty();
      return found;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      Steps.shake(null);
      threads.shutdown();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // what the test is about
  private static void giveWay() {
    if (ThreadLocalRandom.current().nextInt(ODDS) == 0) {
      Thread.yield();
    }
  }

  private String compare(Rounds rounds, String[] words) throws Exception {
    Model model = Model.valueOf(words[1]);
    long end = System.nanoTime() + Long.parseLong(words[3]) * 1_000_000;
    int done = 0;
    while (done < Integer.parseInt(words[2]) && System.nanoTime() < end) {
      Round round = rounds.next();
      if (!Linearizer.isLinearizable(model, round.limit(), round.spent(), round.calls())) {
        return "does not fit: " + round;
      }
      done++;
      overlapping += overlaps(round.calls()) ? 1 : 0;
      refused += (int) round.calls().stream().filter(HistoryLab::isRefusal).count();
    }
    assertThat(overlapping).as("rounds with calls at once").isGreaterThan(done / 10);
    assertThat(refused).as("refusals").isPositive();
    return "fits: "
        + done
        + " rounds, "
        + overlapping
        + " with calls at once, "
        + refused
        + " refusals";
  }

  private static boolean isRefusal(Call call) {
    return call.kind() == Call.Kind.RESERVE && !call.granted();
  }

  private static boolean overlaps(List<Call> calls) {
    return calls.stream()
        .anyMatch(
            a -> calls.stream().anyMatch(b -> a.began() < b.began() && b.began() < a.ended()));
  }
}
