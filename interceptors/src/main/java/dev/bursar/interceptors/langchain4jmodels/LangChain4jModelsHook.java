package dev.bursar.interceptors.langchain4jmodels;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Runs;
import dev.bursar.gate.Ticket;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.ModelCall;
import dev.bursar.interceptors.NotRetried;
import dev.bursar.interceptors.OpenCalls;
import dev.bursar.interceptors.Watch;
import dev.bursar.interceptors.WatchedPublisher;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Holds calls of LangChain4j's models, whoever made them, as far as no hook below does. */
public final class LangChain4jModelsHook implements Hook {
  private static final String CLIENT = "langchain4j-models";

  private final Governor governor;
  private final OpenCalls<Stream> streams = new OpenCalls<>();
  private final OpenCalls<Watch> subscriptions = new OpenCalls<>();

  /** A hook that asks this governor. */
  public LangChain4jModelsHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    FaultPoint.reach(CLIENT, "enter");
    if (point == LangChain4jModelsInstrumentation.RETRY) {
      return retry(where, (Callable<?>) first);
    }
    ModelClass.Leg leg = ModelClass.of(self).leg((String) second, self);
    if (leg == null) {
      return null;
    }
    Object[] arguments = (Object[]) first;
    if (point == LangChain4jModelsInstrumentation.PUBLISHED) {
      return new Object[] {
        new SubscribedCalls(governor, leg, self, arguments, subscriptions, where)
      };
    }
    boolean waits = point == LangChain4jModelsInstrumentation.CALL;
    Object[] asked = arguments;
    if (point == LangChain4jModelsInstrumentation.TOLD) {
      asked = Arrays.copyOf(arguments, arguments.length - 1); // What keeps no handler ends with it.
    }
    ModelCall call =
        ModelCall.open(
            governor, leg.leg, new LangChain4jModelsRequest(leg.kind, self, asked, waits));
    if (call == null) {
      return null;
    }
    if (call.refusal() != null) {
      return refuse(point, refusal(call, where), arguments);
    }
    return new Object[] {
      point == LangChain4jModelsInstrumentation.TOLD ? listen(call, arguments) : null,
      null,
      call,
      leg.kind
    };
  }

  static RuntimeException refusal(ModelCall call, Class<?> where) {
    return NotRetried.LANGCHAIN4J.of(new BudgetExceededException(call.refusal()), where);
  }

  private Object listen(ModelCall call, Object[] arguments) {
    try {
      return Stream.of(arguments[arguments.length - 1], call, streams);
    } catch (RuntimeException | LinkageError fault) {
      call.leave();
      call.failed(0, fault);
      throw fault;
    }
  }

  private static Object[] refuse(int point, RuntimeException refusal, Object[] arguments) {
    Object last = arguments[arguments.length - 1];
    if (point == LangChain4jModelsInstrumentation.LATER) {
      CompletableFuture<Object> failed = new CompletableFuture<>();
      failed.completeExceptionally(refusal);
      return new Object[] {null, failed};
    }
    if (point == LangChain4jModelsInstrumentation.TOLD && Stream.isHandler(last)) {
      Stream.refuse(last, refusal);
      return new Object[] {last, refusal};
    }
    throw new AppRefusal(refusal);
  }

  private static Object[] retry(Class<?> where, Callable<?> action) {
    Ticket ticket = Runs.ticket();
    if (!(ticket instanceof ModelCall) || action == null) {
      return null;
    }
    return new Object[] {new Attempts(action, (ModelCall) ticket, where)};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    if (point == LangChain4jModelsInstrumentation.PUBLISHED) {
      return WatchedPublisher.ofFlow(returned, (Watch.Maker) entered[0]);
    }
    Object refused = entered[LangChain4jModelsInstrumentation.REFUSED];
    if (refused != null) {
      return point == LangChain4jModelsInstrumentation.LATER ? refused : null;
    }
    final ModelCall call = (ModelCall) entered[2];
    final ModelKind kind = (ModelKind) entered[3];
    call.leave();
    if (thrown != null) {
      call.failed(thrown);
    } else if (point == LangChain4jModelsInstrumentation.CALL) {
      LangChain4jModelsAnswer.answered(call, kind, returned);
    } else if (point == LangChain4jModelsInstrumentation.LATER) {
      whenDone(call, kind, returned);
    } else if (entered[LangChain4jModelsInstrumentation.REPLACED] == null) {
      call.failed(0, null); // There is no handler that could hear of the end.
    } else {
      Stream.keep(entered[LangChain4jModelsInstrumentation.REPLACED]);
    }
    return null;
  }

  private static void whenDone(final ModelCall call, final ModelKind kind, Object returned) {
    if (!(returned instanceof CompletionStage)) {
      call.failed(0, null);
      return;
    }
    ((CompletionStage<?>) returned)
        .whenComplete(
            new BiConsumer<Object, Throwable>() {
              @Override
              public void accept(Object answer, Throwable failure) {
                if (failure == null) {
                  LangChain4jModelsAnswer.answered(call, kind, answer);
                } else {
                  call.failed(
                      failure instanceof CompletionException ? failure.getCause() : failure);
                }
              }
            });
  }
}
