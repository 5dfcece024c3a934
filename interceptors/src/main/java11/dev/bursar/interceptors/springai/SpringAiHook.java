package dev.bursar.interceptors.springai;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.NotRetried;
import dev.bursar.interceptors.Supertypes;
import dev.bursar.interceptors.WatchedFlux;
import dev.bursar.interceptors.WeakIdentityMap;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

/**
 * Begins a run as a chat client sends a request, or as a model is called in no run, and ends it as
 * that is over; counts tools.
 */
public final class SpringAiHook implements Hook {
  private static final List<String> MODEL =
      List.of(
          SpringAiInstrumentation.CHAT,
          SpringAiInstrumentation.STREAMING,
          SpringAiInstrumentation.EMBEDDING);
  private static final List<String> CHAT_CLIENT =
      List.of("org.springframework.ai.chat.client.ChatClient");
  private static final String CALL = "call";
  private static final String CONVERSATION = "chat_memory_conversation_id";

  private static final ClassValue<Boolean> CHAT_CLIENTS = classesOf(CHAT_CLIENT);
  private static final ClassValue<Boolean> MODELS = classesOf(MODEL);

  private static final ClassValue<Boolean> ADVISED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> where) {
          return hasCallAdvised(where);
        }
      };

  private final Governor governor;
  private final Tools tools;
  private final WeakIdentityMap<Object, Whose> names = new WeakIdentityMap<>();

  /** A hook that asks this governor what is a run. */
  public SpringAiHook(Governor governor) {
    this.governor = governor;
    this.tools = new Tools(governor);
  }

  private static ClassValue<Boolean> classesOf(List<String> types) {
    return new ClassValue<>() {
      @Override
      protected Boolean computeValue(Class<?> type) {
        return Supertypes.find(type, types) != null;
      }
    };
  }

  private static boolean hasCallAdvised(Class<?> where) {
    int found = 0;
    for (Method method : where.getDeclaredMethods()) {
      found += method.getName().equals("doGetObservableChatClientResponse") ? 1 : 0;
    }
    return found > 1;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    try {
      switch (point) {
        case SpringAiInstrumentation.BEAN:
          return named(first, second);
        case SpringAiInstrumentation.CALL:
          return ADVISED.get(where) ? null : call(whose(self), CALL, conversation(first));
        case SpringAiInstrumentation.CALL_ADVISED:
          return call(whose(self), CALL, conversation(first));
        case SpringAiInstrumentation.STREAM:
          return SubscribedRuns.ofClient(this, whose(self), conversation(first), where);
        case SpringAiInstrumentation.MODEL:
          return isInRun(self) ? null : call(whose(self, where, first), (String) first, null);
        case SpringAiInstrumentation.MODEL_STREAM:
          return isInRun(self)
              ? null
              : SubscribedRuns.ofModel(this, whose(self, where, first), where);
        default:
          return tools.enter(self, first);
      }
    } catch (BudgetExceededException refusal) {
      throw new AppRefusal(NotRetried.SPRING_AI.of(refusal, where));
    }
  }

  private Object[] named(Object name, Object bean) {
    if (!(name instanceof String) || bean == null) {
      return null;
    }
    Class<?> type = bean.getClass();
    if (!CHAT_CLIENTS.get(type) && !MODELS.get(type)) {
      return null;
    }
    Whose whose = Whose.bean((String) name);
    if (whose == null) {
      return null;
    }
    keepAll(bean, whose);
    return new Object[] {whose, bean};
  }

  /** A proxy's call arrives at it where it is a model's, and behind it where it is a client's. */
  private void keepAll(Object bean, Whose whose) {
    for (Object each = bean; each != null; each = behind(each)) {
      keep(each, whose);
    }
  }

  /** What stands for good behind a proxy of Spring's; null where it is none. */
  private static Object behind(Object bean) {
    Object source = Getter.get(bean, "getTargetSource");
    return Boolean.TRUE.equals(Getter.get(source, "isStatic"))
        ? Getter.get(source, "getTarget")
        : null;
  }

  private void keep(Object object, Whose whose) {
    while (names.removeOrphan() != null) {} // Of requests that are no more.
    names.put(object, whose);
  }

  /** Whether it is no model, or is called by a run, or by a model or an SDK above it. */
  private static boolean isInRun(Object self) {
    return Runs.carried() != null || !MODELS.get(self.getClass());
  }

  private Whose whose(Object model, Class<?> where, Object method) {
    Whose known = names.get(model);
    return known == null ? Whose.callerOf(where, (String) method) : known;
  }

  private Whose whose(Object spec) {
    Whose known = names.get(spec);
    return known == null ? Whose.caller() : known;
  }

  private static Object conversation(Object request) {
    Object context = Getter.get(request, "context");
    return context instanceof Map ? ((Map<?, ?>) context).get(CONVERSATION) : null;
  }

  private Object[] call(Whose whose, String how, Object conversation) {
    Run run = begin(whose, how, conversation);
    return run == null ? null : new Object[] {run, Runs.enter(run)};
  }

  /**
   * Begins a run of whoever calls.
   *
   * @param whose null for nobody who is known
   * @param how the method's name, where a bean is called
   * @return null where it is none
   * @throws BudgetExceededException where it must not be begun
   */
  Run begin(Whose whose, String how, Object conversation) {
    if (whose == null) {
      return null;
    }
    Run run = governor.begin(Run.CHAT_CLIENT, whose.type, null, Runs.current());
    if (run != null) {
      run.entered(whose.entered(how), conversation);
      governor.follow();
    }
    return run;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    switch (point) {
      case SpringAiInstrumentation.BEAN:
        if (entered != null && returned != entered[1]) {
          keepAll(returned, (Whose) entered[0]);
        }
        return null;
      case SpringAiInstrumentation.GOES_ON:
        Whose whose = names.get(self);
        if (whose != null && returned != null) {
          keep(returned, whose);
        }
        return null;
      case SpringAiInstrumentation.STREAM:
      case SpringAiInstrumentation.MODEL_STREAM:
        return entered == null || returned == null
            ? null
            : WatchedFlux.of(returned, (SubscribedRuns) entered[0]);
      case SpringAiInstrumentation.TOOL:
        tools.leave(entered);
        return null;
      default:
        if (entered != null) {
          Runs.restore(entered[1]);
          ((Run) entered[0]).end();
        }
        return null;
    }
  }
}
