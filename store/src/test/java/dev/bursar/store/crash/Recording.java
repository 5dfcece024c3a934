package dev.bursar.store.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Runs something, and keeps what its death would leave, before each of its steps and after all. */
final class Recording {
  private static final StackWalker WALKER = StackWalker.getInstance();

  private final Path dir;
  private final Mappings mappings;
  private final List<Step> steps = new ArrayList<>();
  private int count;
  private Image last;

  private Recording(Path dir) {
    this.dir = dir;
    this.mappings = new Mappings(dir);
  }

  /** Steps that change nothing are left out; the last one is the end. */
  static List<Step> of(Path dir, Runnable work) {
    Recording recording = new Recording(dir);
    Steps.arm(recording::step);
    try {
      work.run();
    } finally {
      Steps.disarm();
    }
    recording.keep("the end");
    recording.assertNothingWasMissed();
    return recording.steps;
  }

  private void step() {
    count++;
    keep(null);
  }

  private void keep(String site) {
    Image image = image();
    int words = last == null ? 0 : image.wordsThatDiffer(last);
    if (last == null || site != null || words != 0) {
      steps.add(new Step(count, site == null ? site() : site, image, words));
      last = image;
    }
  }

  // Where files were changed all of them are read, else only what was stored to.
  private Image image() {
    boolean files = Steps.takeFiles();
    Set<Long> blocks = Steps.takeBlocks();
    if (files) {
      mappings.forget();
    }
    return files || !Mappings.areKnown()
        ? Image.of(dir, last)
        : Image.after(
            dir, last, blocks.stream().map(mappings::find).filter(Objects::nonNull).toList());
  }

  private void assertNothingWasMissed() {
    if (Image.of(dir, last).wordsThatDiffer(last) != 0) {
      throw new AssertionError("something was stored that was no step");
    }
  }

  /** The innermost method that is neither the harness's nor one of the memory classes. */
  static String site() {
    return WALKER.walk(
        frames ->
            frames
                .filter(f -> !f.getClassName().startsWith("dev.bursar.store.memory."))
                .filter(f -> !f.getClassName().startsWith("dev.bursar.store.crash."))
                .findFirst()
                .map(Recording::text)
                .orElse("?"));
  }

  private static String text(StackWalker.StackFrame frame) {
    String type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1)
        + "."
        + frame.getMethodName()
        + ":"
        + frame.getLineNumber();
  }
}
