package dev.bursar.agent.hooking;

import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Weaves advice into method bodies, and changes nothing else of a class. This class alone uses Byte
 * Buddy, which is loaded when the first class to weave appears: only its advice and the class
 * reader beneath, since the app waits for it. Its builders alone would double the time, and its
 * agent builder costs more than all of this.
 *
 * <p>What it must know of a class it reads from class files; it loads none of the app's.
 *
 * <p>Threading: safe from any thread.
 */
final class Weaver {
  /** The one weaver, made when it is first needed. */
  static final class Holder {
    static final Weaver WEAVER = new Weaver();

    private Holder() {}
  }

  private final ClassFileLocator agent =
      ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
  private final TypePool advices = TypePool.Default.of(agent);
  private final Advice.WithCustomMapping advice =
      Advice.withCustomMapping().with(new Advice.AssignReturned.Factory());
  private final Advice.ExceptionHandler keepFaults =
      new Advice.ExceptionHandler.Simple(new KeepFaults());

  private Weaver() {}

  /**
   * Whether a class has what the advice for it needs.
   *
   * @return null where it fits, else what is missing
   */
  String misfit(HookedType type, ClassLoader loader, byte[] classFile) {
    TypeDescription found = pool(type, loader, classFile).describe(type.name()).resolve();
    for (HookedMethod method : type.methods()) {
      int count = found.getDeclaredMethods().filter(matching(method)).size();
      if (count == 0 && method.isOptional()) {
        continue;
      }
      boolean any = method.parameters() == null;
      if (any ? count == 0 : count != 1) {
        String rest = any ? " with a body of its own" : parameters(method);
        return "no method " + type.name() + '.' + method.names().get(0) + rest;
      }
      for (String field : method.fields()) {
        if (found.getDeclaredFields().filter(ElementMatchers.named(field)).size() != 1) {
          return "no field " + type.name() + '.' + field;
        }
      }
    }
    return null;
  }

  private static String parameters(HookedMethod method) {
    String list = method.parameters().toString();
    return '(' + list.substring(1, list.length() - 1) + ')';
  }

  /**
   * Weaves a class.
   *
   * @param type what to weave in it; must fit
   * @param classFile the class file as the JVM has it
   * @return the new class file
   */
  byte[] weave(HookedType type, ClassLoader loader, byte[] classFile) {
    TypePool pool = pool(type, loader, classFile);
    TypeDescription found = pool.describe(type.name()).resolve();
    AsmVisitorWrapper.ForDeclaredMethods all = new AsmVisitorWrapper.ForDeclaredMethods();
    ElementMatcher.Junction<MethodDescription> hooked = ElementMatchers.none();
    for (HookedMethod method : type.methods()) {
      TypeDescription body = advices.describe(method.advice()).resolve();
      all =
          all.invokable(matching(method), advice.to(body, agent).withExceptionHandler(keepFaults));
      hooked = hooked.or(matching(method));
    }
    // Only the hooked ones: describing the others would read the classes of all their parameters.
    MethodList<?> methods = found.getDeclaredMethods().filter(hooked);
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(reader, all.mergeWriter(0));
    int readerFlags = all.mergeReader(0);
    ClassVisitor visitor =
        all.wrap(
            found,
            writer,
            context(found, classFile),
            pool,
            new FieldList.Empty<FieldDescription.InDefinedShape>(),
            methods,
            all.mergeWriter(0),
            readerFlags);
    reader.accept(visitor, readerFlags);
    return writer.toByteArray();
  }

  private static TypePool pool(HookedType type, ClassLoader loader, byte[] classFile) {
    return TypePool.Default.of(
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(type.name(), classFile),
            ClassFileLocator.ForClassLoader.of(loader)));
  }

  /** Advice reads frames expanded, and must write them so; before Java 6 there are none. */
  private static Implementation.Context context(TypeDescription found, byte[] classFile) {
    ClassFileVersion version = ClassFileVersion.ofClassFile(classFile);
    return Implementation.Context.Disabled.Factory.INSTANCE.make(
        found,
        null,
        TypeInitializer.None.INSTANCE,
        version,
        version,
        version.isAtLeast(ClassFileVersion.JAVA_V6)
            ? Implementation.Context.FrameGeneration.EXPAND
            : Implementation.Context.FrameGeneration.DISABLED);
  }

  private static ElementMatcher.Junction<MethodDescription> matching(HookedMethod wanted) {
    return new Matching(wanted);
  }

  /** A hooked method, by its name and its parameters' types. */
  private static final class Matching
      extends ElementMatcher.Junction.AbstractBase<MethodDescription> {
    private final HookedMethod wanted;

    Matching(HookedMethod wanted) {
      this.wanted = wanted;
    }

    @Override
    public boolean matches(MethodDescription method) {
      return wanted.names().contains(method.getInternalName())
          && !method.isAbstract()
          && !method.isBridge()
          && takesWanted(method);
    }

    private boolean takesWanted(MethodDescription method) {
      if (wanted.parameters() == null) {
        return true;
      }
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
  }

  /** {@code Gate.fault(Gate.rethrowRefusal(thrown))}, of the throwable on the stack. */
  private static final class KeepFaults extends StackManipulation.AbstractBase {
    private static final String GATE = "dev/bursar/gate/Gate";

    @Override
    public Size apply(MethodVisitor code, Implementation.Context context) {
      code.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          GATE,
          "rethrowRefusal",
          "(Ljava/lang/Throwable;)Ljava/lang/Throwable;",
          false);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "fault", "(Ljava/lang/Throwable;)V", false);
      return new Size(-1, 0);
    }
  }
}
