package dev.bursar.interceptors.springai;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Gate;
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

/** Begins a run as a chat client sends a request, and ends it as that is over; counts tools. */
public final class SpringAiHook implements Hook {
  private static final List<String> CHAT_CLIENT =
      List.of("org.springframework.ai.chat.client.ChatClient");
  private static final String CONVERSATION = "chat_memory_conversation_id";

  private static final ClassValue<Boolean> CHAT_CLIENTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return Supertypes.find(type, CHAT_CLIENT) != null;
        }
      };

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
          name(first, second);
          return null;
        case SpringAiInstrumentation.CALL:
          return ADVISED.get(where) ? null : call(self, first);
        case SpringAiInstrumentation.CALL_ADVISED:
          return call(self, first);
        case SpringAiInstrumentation.STREAM:
          return new Object[] {new SubscribedRuns(this, whose(self), conversation(first), where)};
        default:
          return tools.enter(self, first);
      }
    } catch (BudgetExceededException refusal) {
      throw new AppRefusal(NotRetried.SPRING_AI.of(refusal, where));
    }
  }

  private void name(Object name, Object bean) {
    if (name instanceof String && bean != null && CHAT_CLIENTS.get(bean.getClass())) {
      names.put(bean, Whose.bean((String) name));
    }
  }

  private Whose whose(Object spec) {
    Whose known = names.get(spec);
    return known == null ? Whose.caller() : known;
  }

  private static Object conversation(Object request) {
    Object context = Getter.get(request, "context");
    return context instanceof Map ? ((Map<?, ?>) context).get(CONVERSATION) : null;
  }

  private Object[] call(Object self, Object request) {
    Run run = begin(whose(self), "call", conversation(request));
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
      run.entered(whose.method == null ? how : whose.method, conversation);
      follow(governor);
    }
    return run;
  }

  static void follow(Governor governor) {
    try {
      governor.follow();
    } catch (RuntimeException notFollowed) {
      Gate.fault(notFollowed); // On this thread the account's limits hold all the same.
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    switch (point) {
      case SpringAiInstrumentation.GOES_ON:
        Whose whose = names.get(self);
        if (whose != null && returned != null) {
          names.put(returned, whose);
        }
        return null;
      case SpringAiInstrumentation.STREAM:
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
