package dev.bursar.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs an operation, and for each of its steps what the next process does after a death there.
 * Lives in a {@link SteppedLoader}, hence the interface of strings.
 */
public final class CrashLab implements UnaryOperator<String> {
  /** Stands for an operation: the making of a store. */
  static final String MAKING = "MAKING";

  /** Stands for how many: tells how many words differ from one step to the next, at most. */
  static final int ONLY_COUNT = 0;

  /** How many second deaths to try after a first one. */
  private static final int OF_ONE = 12;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private Path work;
  private int firsts;
  private int seconds;
  private int directories;
  private int images;
  private long slowest;

  /** For the loader. */
  public CrashLab() {}

  /**
   * Tries all of an operation.
   *
   * @param request a directory for this; the operation; how many first deaths to try, and how many
   *     second ones, each spread over all that there are
   * @return what was tried
   */
  @Override
  public String apply(String request) {
    String[] words = request.split(" ", -1);
    work = Path.of(words[0]);
    firsts = Integer.parseInt(words[2]);
    seconds = Integer.parseInt(words[3]);
    return words[1].equals(MAKING) ? make() : run(Operation.valueOf(words[1]));
  }

  private String run(Operation operation) {
    Path dir = next();
    try (Actor actor = new Actor(dir, Actor.NOON)) {
      operation.prepare(actor);
      List<Step> steps = Recording.of(dir, () -> operation.run(actor));
      if (firsts == ONLY_COUNT) {
        return String.valueOf(steps.stream().mapToInt(Step::words).max().orElseThrow());
      }
      long now = actor.clock.get();
      Aftermath without = after(steps.get(0), now);
      Aftermath with = after(steps.get(steps.size() - 1), now);
      assertThat(without.spentOfRoot()).as("not begun").isEqualTo(operation.spentWithout);
      assertThat(with.spentOfRoot()).as("done").isEqualTo(operation.spentWith);
      return operation + ": " + judge(steps, without, with, now);
    }
  }

  private String make() {
    Path dir = next();
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Actor[] made = new Actor[1];
    List<Step> steps = Recording.of(dir, () -> made[0] = new Actor(dir, Actor.NOON));
    made[0].close();
    Aftermath nothing = after(steps.get(0), Actor.NOON);
    return MAKING + ": " + judge(steps, nothing, nothing, Actor.NOON);
  }

  private String judge(List<Step> steps, Aftermath without, Aftermath with, long now) {
    assertThat(steps).hasSizeGreaterThan(2);
    Step happens = null;
    int tried = 0;
    int twice = 0;
    for (int i : spread(steps.size(), firsts)) {
      Step step = steps.get(i);
      Aftermath found = after(step, now);
      happens = happens == null && found.picture().equals(with.picture()) ? step : happens;
      assertThat(found.picture())
          .as("%s", step)
          .isEqualTo(happens != null ? with.picture() : without.picture());
      tried++;
      if ((long) twice * firsts < (long) seconds * tried) {
        twice += dieAgain(step, found, now);
      }
    }
    assertThat(slowest).as("opening").isLessThan(SECOND);
    return String.format(
        "%d steps, %d first deaths, happens by %s, %d second deaths, slowest of %d openings %.1f ms",
        steps.size(),
        tried,
        without.picture().equals(with.picture()) ? "no step that shows" : happens,
        twice,
        images,
        slowest / 1e6);
  }

  /** So many of the numbers below a bound, the first and the last among them. */
  private static int[] spread(int bound, int most) {
    int count = Math.min(bound, most);
    return IntStream.range(0, count)
        .map(i -> (int) ((long) i * (bound - 1) / Math.max(1, count - 1)))
        .toArray();
  }

  /** Tries steps of the opening after a death, from one first death to the next other ones. */
  private int dieAgain(Step first, Aftermath expected, long now) {
    Path dir = next();
    first.image().restore(dir);
    Actor[] opened = new Actor[1];
    List<Step> steps = Recording.of(dir, () -> opened[0] = new Actor(dir, now));
    opened[0].close();
    delete(dir);
    int stride = Math.max(1, steps.size() / OF_ONE);
    int tried = 0;
    for (int i = first.number() % stride; i < steps.size(); i += stride) {
      assertThat(after(steps.get(i), now).picture())
          .as("%s; opening: %s", first, steps.get(i))
          .isEqualTo(expected.picture());
      tried++;
    }
    return tried;
  }

  private Aftermath after(Step step, long now) {
    images++;
    Path dir = next();
    step.image().restore(dir);
    try {
      return timed(Aftermath.of(dir, now), step, now);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("after " + step + ": " + e.getMessage(), e);
    } finally {
      delete(dir);
    }
  }

  // A machine that is busy with something else is given a second chance.
  private Aftermath timed(Aftermath found, Step step, long now) {
    long nanos = found.openNanos();
    if (nanos > SECOND) {
      Path again = next();
      step.image().restore(again);
      nanos = Aftermath.of(again, now).openNanos();
      delete(again);
    }
    slowest = Math.max(slowest, nanos);
    return found;
  }

  private Path next() {
    return work.resolve("image-" + directories++);
  }

  private static void delete(Path dir) {
    try (Stream<Path> tree = Files.walk(dir)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
