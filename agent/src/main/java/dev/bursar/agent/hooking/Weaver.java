package dev.bursar.agent.hooking;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.VisibilityBridgeStrategy;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Weaves advice into class files, with Byte Buddy, which this class alone uses: it is loaded when
 * the first class to weave appears. Its agent builder is left out, which costs more at start than
 * all of the weaving; and so are its nexus and all else that wants {@code Unsafe}.
 *
 * <p>Threading: safe from any thread.
 */
final class Weaver {
  /** The one weaver, made when it is first needed. */
  static final class Holder {
    static final Weaver WEAVER = new Weaver();

    private Holder() {}
  }

  private final ByteBuddy byteBuddy =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(InstrumentedType.Factory.Default.FROZEN)
          .with(VisibilityBridgeStrategy.Default.NEVER)
          .with(Implementation.Context.Disabled.Factory.INSTANCE);

  private final ClassFileLocator agent =
      ClassFileLocator.ForClassLoader.of(getClass().getClassLoader());
  private final TypePool advices = TypePool.Default.of(agent);
  private final Advice.WithCustomMapping advice =
      Advice.withCustomMapping().with(new Advice.AssignReturned.Factory());
  private final Advice.ExceptionHandler keepFaults =
      new Advice.ExceptionHandler.Simple(keepFaults());

  private Weaver() {}

  /**
   * Whether a class has what the advice for it needs.
   *
   * @return null where it fits, else what is missing
   */
  String misfit(HookedType type, ClassLoader loader, byte[] classFile) {
    TypeDescription found = describe(type, locate(type, loader, classFile));
    for (HookedMethod method : type.methods()) {
      if (found.getDeclaredMethods().filter(matching(method)).size() != 1) {
        return "no method " + method.names().get(0) + method.parameters();
      }
      for (String field : method.fields()) {
        if (found.getDeclaredFields().filter(ElementMatchers.named(field)).size() != 1) {
          return "no field " + field;
        }
      }
    }
    return null;
  }

  /**
   * Weaves a class.
   *
   * @param type what to weave in it; must fit
   * @param classFile the class file as the JVM has it
   * @return the new class file
   */
  byte[] weave(HookedType type, ClassLoader loader, byte[] classFile) {
    ClassFileLocator locator = locate(type, loader, classFile);
    DynamicType.Builder<?> builder = byteBuddy.decorate(describe(type, locator), locator);
    for (HookedMethod method : type.methods()) {
      builder = builder.visit(visit(method));
    }
    return builder.make(TypeResolutionStrategy.Disabled.INSTANCE).getBytes();
  }

  private AsmVisitorWrapper visit(HookedMethod method) {
    TypeDescription body = advices.describe(method.advice()).resolve();
    return advice.to(body, agent).withExceptionHandler(keepFaults).on(matching(method));
  }

  private static ClassFileLocator locate(HookedType type, ClassLoader loader, byte[] classFile) {
    return new ClassFileLocator.Compound(
        ClassFileLocator.Simple.of(type.name(), classFile),
        ClassFileLocator.ForClassLoader.of(loader));
  }

  private static TypeDescription describe(HookedType type, ClassFileLocator locator) {
    return TypePool.Default.of(locator).describe(type.name()).resolve();
  }

  private static ElementMatcher<MethodDescription> matching(final HookedMethod wanted) {
    return new ElementMatcher<MethodDescription>() {
      @Override
      public boolean matches(MethodDescription method) {
        return wanted.names().contains(method.getInternalName())
            && !method.isAbstract()
            && takes(method, wanted);
      }
    };
  }

  private static boolean takes(MethodDescription method, HookedMethod wanted) {
    if (method.getParameters().size() != wanted.parameters().size()) {
      return false;
    }
    for (ParameterDescription parameter : method.getParameters()) {
      String type = parameter.getType().asErasure().getName();
      if (!type.equals(wanted.parameters().get(parameter.getIndex()))) {
        return false;
      }
    }
    return true;
  }

  /** {@code Gate.fault(Gate.rethrowRefusal(thrown))}. */
  private static StackManipulation keepFaults() {
    return new StackManipulation.Compound(gate("rethrowRefusal"), gate("fault"));
  }

  private static StackManipulation gate(String method) {
    return MethodInvocation.invoke(
        TypeDescription.ForLoadedType.of(Gate.class)
            .getDeclaredMethods()
            .filter(ElementMatchers.<MethodDescription>named(method))
            .getOnly());
  }
}
