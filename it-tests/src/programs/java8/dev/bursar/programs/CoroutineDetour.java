package dev.bursar.programs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.SuspendLambda;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;

/** The ways through Kotlin's dispatchers. */
final class CoroutineDetour {
  private static final int PATIENCE_SECONDS = 60;

  /** All that is given to it waits in a queue of its own, for one thread at a time. */
  private static final CoroutineDispatcher ONE_BY_ONE = Dispatchers.getIO().limitedParallelism(1);

  private CoroutineDetour() {}

  /** Does some work in a coroutine, and waits for its end. */
  static void take(String name, Detour.Work work) throws Exception {
    switch (name) {
      case "coroutine-default":
        launch(Dispatchers.getDefault(), false, work);
        return;
      case "coroutine-io":
        launch(Dispatchers.getIO(), false, work);
        return;
      case "coroutine-one-by-one":
        launch(ONE_BY_ONE, false, work);
        return;
      case "coroutine-delayed":
        launch(Dispatchers.getDefault(), true, work);
        return;
      case "coroutine-blocking":
        CompletableFuture<Object> end = new CompletableFuture<>();
        BuildersKt.runBlocking(
            EmptyCoroutineContext.INSTANCE, new Coroutine(true, work, end, null));
        end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      default:
        throw new IllegalArgumentException("no detour " + name);
    }
  }

  private static void launch(CoroutineContext where, boolean delayed, Detour.Work work)
      throws Exception {
    CompletableFuture<Object> end = new CompletableFuture<>();
    BuildersKt.launch(
        GlobalScope.INSTANCE,
        where,
        CoroutineStart.DEFAULT,
        new Coroutine(delayed, work, end, null));
    end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** As Kotlin's compiler makes it of {@code { if (delayed) delay(1); work() }}. */
  private static final class Coroutine extends SuspendLambda
      implements Function2<CoroutineScope, Continuation<? super Unit>, Object> {
    private final boolean delayed;
    private final transient Detour.Work work;
    private final transient CompletableFuture<Object> end;
    private boolean suspended;

    Coroutine(
        boolean delayed,
        Detour.Work work,
        CompletableFuture<Object> end,
        Continuation<Object> completion) {
      super(2, completion);
      this.delayed = delayed;
      this.work = work;
      this.end = end;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Continuation<Unit> create(Object scope, Continuation<?> completion) {
      Continuation<?> made = new Coroutine(delayed, work, end, (Continuation<Object>) completion);
      return (Continuation<Unit>) made;
    }

    @Override
    public Object invoke(CoroutineScope scope, Continuation<? super Unit> completion) {
      return ((Coroutine) (Continuation<?>) create(scope, completion)).invokeSuspend(Unit.INSTANCE);
    }

    @Override
    protected Object invokeSuspend(Object result) {
      if (delayed && !suspended) {
        suspended = true;
        if (DelayKt.delay(1, unit()) == IntrinsicsKt.getCOROUTINE_SUSPENDED()) {
          return IntrinsicsKt.getCOROUTINE_SUSPENDED();
        }
      }
      try {
        work.run();
        end.complete(Unit.INSTANCE);
      } catch (Throwable t) {
        end.completeExceptionally(t);
      }
      return Unit.INSTANCE;
    }

    @SuppressWarnings("unchecked")
    private Continuation<Unit> unit() {
      return (Continuation<Unit>) (Continuation<?>) this;
    }
  }
}
