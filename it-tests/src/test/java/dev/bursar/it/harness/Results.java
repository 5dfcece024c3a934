package dev.bursar.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down which test of which contract ended how for which combination: {@code
 * target/contracts/CLASS.tsv}, from which the README's table of clients is made. The build's own
 * reports do not name the combinations.
 */
public final class Results implements TestExecutionListener {
  private static final Pattern COMBO = Pattern.compile("^\\[[0-9]+\\] combo ?= ?\"?([^\"]+)\"?$");

  private final Map<String, Queue<String>> lines = new ConcurrentHashMap<>();
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
    if (test.isTest() || failed) {
      String skipped = result.getStatus() == TestExecutionResult.Status.ABORTED ? "skipped" : "ok";
      write(test, failed ? "failed" : skipped);
    }
  }

  private void write(TestIdentifier test, String status) {
    String type = "";
    String method = "";
    String combo = "";
    Optional<TestIdentifier> at = Optional.of(test);
    while (at.isPresent()) {
      if (at.get().getSource().orElse(null) instanceof MethodSource source) {
        method = source.getMethodName();
      } else if (at.get().getSource().orElse(null) instanceof ClassSource source) {
        type = source.getJavaClass().getSimpleName();
      }
      Matcher matcher = COMBO.matcher(at.get().getDisplayName());
      if (matcher.matches()) {
        combo = matcher.group(1);
      }
      at = plan.getParent(at.get());
    }
    if (!combo.isEmpty()) {
      lines
          .computeIfAbsent(type, name -> new ConcurrentLinkedQueue<>())
          .add(String.join("\t", combo, method, status));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    Path directory = Build.module().resolve("target").resolve("contracts");
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, Queue<String>> type : lines.entrySet()) {
        Files.write(directory.resolve(type.getKey() + ".tsv"), type.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
