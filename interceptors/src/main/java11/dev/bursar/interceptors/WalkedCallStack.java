package dev.bursar.interceptors;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** The stack where there is a walker, which reads no more frames than it is asked for. */
final class WalkedCallStack extends CallStack {
  private static final Nearest ANY = new Nearest(false, null, null);
  private static final Nearest DIRECT = new Nearest(true, null, null);

  /** Method references are hidden: on a thread of a pool they are all that there is of the app. */
  private final StackWalker walker = StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);

  WalkedCallStack() {}

  @Override
  AppCaller nearest(boolean direct, String passedType, String passedMethod) {
    return walker.walk(
        passedType != null ? new Nearest(direct, passedType, passedMethod) : direct ? DIRECT : ANY);
  }

  private static final class Nearest implements Function<Stream<StackFrame>, AppCaller> {
    private final boolean direct;
    private final String passedType;
    private final String passedMethod;

    Nearest(boolean direct, String passedType, String passedMethod) {
      this.direct = direct;
      this.passedType = passedType;
      this.passedMethod = passedMethod;
    }

    @Override
    public AppCaller apply(Stream<StackFrame> frames) {
      for (Iterator<StackFrame> all = frames.iterator(); all.hasNext(); ) {
        StackFrame frame = all.next();
        if (frame.getClassName().equals(passedType) && frame.getMethodName().equals(passedMethod)) {
          continue;
        }
        AppCaller found = AppCaller.of(frame.getClassName(), frame.getMethodName());
        if (found != null || (direct && AppCaller.isOfModels(frame.getClassName()))) {
          return found;
        }
      }
      return null;
    }
  }
}
