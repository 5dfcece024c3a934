package dev.bursar.interceptors.langchain4j;

import dev.bursar.gate.AppRefusal;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.interceptors.NotRetried;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/**
 * Begins a run as an AI service or an agent is called, and ends it as that returns; counts tools.
 */
public final class LangChain4jHook implements Hook {
  /** Whose methods are asked of each agent by LangChain4j itself, and call nothing. */
  private static final String ITS_OWN = "dev.langchain4j.agentic.";

  /** The exception: the interface of an agent that has none of its own. */
  private static final String UNTYPED = "dev.langchain4j.agentic.UntypedAgent";

  private static final String MEMORY_ID = "dev.langchain4j.service.MemoryId";

  private final Governor governor;
  private final Tools tools;

  /** A hook that asks this governor what is a run. */
  public LangChain4jHook(Governor governor) {
    this.governor = governor;
    this.tools = new Tools(governor);
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    try {
      return entered(point, where, self, first, second);
    } catch (BudgetExceededException refusal) {
      throw new AppRefusal(NotRetried.LANGCHAIN4J.of(refusal, where));
    }
  }

  private Object[] entered(int point, Class<?> where, Object self, Object first, Object second) {
    switch (point) {
      case LangChain4jInstrumentation.TOOL:
        return tools.enter(first);
      case LangChain4jInstrumentation.SERVICE:
        return arrive(Run.AI_SERVICE, self, (Method) first, second);
      case LangChain4jInstrumentation.COMPOSED:
        return arrive(Run.AGENT, self, (Method) first, second);
      case LangChain4jInstrumentation.SUB_AGENT:
        return callSubAgent(where, self);
      default:
        return Runs.takeUp(self);
    }
  }

  // An agent that another one calls is called as an AI service, or as a composed agent, as well.
  private Object[] arrive(int what, Object self, Method method, Object arguments) {
    String type = method.getDeclaringClass().getName();
    if (isAskedOfAny(type)) {
      return null;
    }
    Run caller = Runs.current();
    if (caller != null && caller.isEntry(type)) {
      caller.entered(method.getName(), memoryId(method, (Object[]) arguments));
      return null;
    }
    Object[] begun =
        begin(what, type, what == Run.AGENT ? asked(self.getClass(), self, "name") : null);
    if (begun != null) {
      Run run = (Run) begun[1];
      run.isEntry(type); // This was it.
      run.entered(method.getName(), memoryId(method, (Object[]) arguments));
    }
    return begun;
  }

  private static Object memoryId(Method method, Object[] arguments) {
    Annotation[][] annotations = method.getParameterAnnotations();
    for (int i = 0; arguments != null && i < Math.min(arguments.length, annotations.length); i++) {
      for (Annotation annotation : annotations[i]) {
        if (annotation.annotationType().getName().equals(MEMORY_ID)) {
          return arguments[i];
        }
      }
    }
    return null;
  }

  private Object[] callSubAgent(Class<?> where, Object self) {
    Method method = (Method) asked(where, self, "method");
    String type = method == null ? "agent" : method.getDeclaringClass().getName();
    Object[] begun = begin(Run.AGENT, type, asked(where, self, "name"));
    if (begun != null && method != null) {
      ((Run) begun[1]).entered(method.getName(), null);
    }
    return begun;
  }

  private Object[] begin(int what, String type, Object name) {
    Run run = governor.begin(what, type, name == null ? null : name.toString(), Runs.current());
    if (run == null) {
      return null;
    }
    governor.follow();
    return new Object[] {Runs.enter(run), run};
  }

  private static boolean isAskedOfAny(String type) {
    return type.equals("java.lang.Object") || (type.startsWith(ITS_OWN) && !type.equals(UNTYPED));
  }

  /** What a method without parameters says; null where it is not there, or fails. */
  static Object asked(Class<?> where, Object self, String method) {
    try {
      return where.getMethod(method).invoke(self);
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      Gate.fault(unknown);
      return null;
    }
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (point == LangChain4jInstrumentation.ANSWERED && thrown != null) {
      StreamRefusal.tell(self, thrown);
    }
    if (point == LangChain4jInstrumentation.MADE) {
      Runs.handedOver(self);
    } else if (point == LangChain4jInstrumentation.TOOL) {
      if (entered != null) {
        tools.leave(entered);
      }
    } else if (entered != null) {
      Runs.restore(entered[0]);
      if (entered.length > 1) {
        ((Run) entered[1]).end();
      }
    }
    return null;
  }
}
