package dev.bursar.interceptors.sdks;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.AppCaller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Begins a run of whoever calls an SDK, and ends it as the call returns or its future is done. */
public final class SdksHook implements Hook {
  private static final int RUN = 1;
  private static final int BEFORE = 2;

  private final Governor governor;

  /** A hook that asks this governor what is a run. */
  public SdksHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    if (Runs.carried() != null) {
      return null; // A run's call, one that this SDK makes of itself, or one of a model above it.
    }
    AppCaller caller = AppCaller.direct();
    if (caller == null) {
      return null;
    }
    Run run;
    try {
      run = governor.begin(Run.SDK_CALL, caller.type(), null, null);
    } catch (BudgetExceededException refusal) {
      if (point == SdksInstrumentation.CALL) {
        throw refusal; // Above what the SDK tries again.
      }
      CompletableFuture<Object> failed = new CompletableFuture<>();
      failed.completeExceptionally(refusal);
      return new Object[] {failed};
    }
    if (run == null) {
      return null;
    }
    run.entered(caller.method(), null);
    governor.follow();
    return new Object[] {null, run, Runs.enter(run)};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    if (entered[SdksInstrumentation.REFUSED] != null) {
      return entered[SdksInstrumentation.REFUSED];
    }
    Runs.restore(entered[BEFORE]);
    Run run = (Run) entered[RUN];
    if (returned instanceof CompletionStage) {
      endWith((CompletionStage<?>) returned, run);
    } else {
      run.end();
    }
    return null;
  }

  private static void endWith(CompletionStage<?> answer, final Run run) {
    CompletionStage<?> unused =
        answer.whenComplete(
            new BiConsumer<Object, Throwable>() {
              @Override
              public void accept(Object done, Throwable failed) {
                run.end();
              }
            });
  }
}
