package dev.bursar.interceptors.springai;

import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whose a chat client's call is, by name. Immutable. */
final class Whose {
  private static final String[] LIBRARIES = {
    "org.springframework.",
    "dev.bursar.gate.",
    "dev.bursar.interceptors.",
    "dev.bursar.agent.",
    "reactor.",
    "java.",
    "jdk.",
    "io.micrometer."
  };

  private static final Function<Stream<StackFrame>, Optional<StackFrame>> NEAREST =
      new Function<>() {
        @Override
        public Optional<StackFrame> apply(Stream<StackFrame> frames) {
          return frames.filter(OF_THE_APP).findFirst();
        }
      };

  private static final Predicate<StackFrame> OF_THE_APP =
      new Predicate<>() {
        @Override
        public boolean test(StackFrame frame) {
          String name = frame.getClassName();
          for (String library : LIBRARIES) {
            if (name.startsWith(library)) {
              return false;
            }
          }
          return true;
        }
      };

  final String type;
  final String method;

  private Whose(String type, String method) {
    this.type = type;
    this.method = method;
  }

  /** A bean's. */
  static Whose bean(String name) {
    return new Whose(name, null);
  }

  /** The class of the app that calls on this thread; null where none does. */
  static Whose caller() {
    StackFrame frame = StackWalker.getInstance().walk(NEAREST).orElse(null);
    return frame == null ? null : new Whose(frame.getClassName(), frame.getMethodName());
  }
}
