package dev.bursar.interceptors;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;

/** The stack where there is a walker, which reads no more frames than it is asked for. */
final class WalkedCallStack extends CallStack {
  private static final Function<Stream<StackFrame>, AppCaller> NEAREST =
      new Function<>() {
        @Override
        public AppCaller apply(Stream<StackFrame> frames) {
          for (Iterator<StackFrame> all = frames.iterator(); all.hasNext(); ) {
            StackFrame frame = all.next();
            AppCaller found = AppCaller.of(frame.getClassName(), frame.getMethodName());
            if (found != null) {
              return found;
            }
          }
          return null;
        }
      };

  /** Method references are hidden: on a thread of a pool they are all that there is of the app. */
  private final StackWalker walker = StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES);

  WalkedCallStack() {}

  @Override
  AppCaller nearest() {
    return walker.walk(NEAREST);
  }
}
