package dev.bursar.agent.hooking;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedType;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Has methods show their first argument to the gate as they are entered, and does no more: a tenth
 * of what weaving advice costs. The JDK's sockets are used in JVMs that never see a client.
 *
 * <p>Threading: safe from any thread.
 */
final class EntryWeaver extends ClassVisitor {
  private final HookedType type;
  private int woven;

  private EntryWeaver(HookedType type, ClassVisitor to) {
    super(OpenedClassReader.ASM_API, to);
    this.type = type;
  }

  /**
   * Weaves a class.
   *
   * @param type what to weave in it
   * @param classFile the class file as the JVM has it
   * @return the new class file, or null where a method is missing
   */
  static byte[] weave(HookedType type, byte[] classFile) {
    ClassReader reader = OpenedClassReader.of(classFile);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    EntryWeaver weaver = new EntryWeaver(type, writer);
    reader.accept(weaver, 0);
    return weaver.woven == type.methods().size() ? writer.toByteArray() : null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String generic, String[] thrown) {
    MethodVisitor code = super.visitMethod(access, name, descriptor, generic, thrown);
    int without = Opcodes.ACC_ABSTRACT | Opcodes.ACC_BRIDGE;
    for (final HookedMethod method : type.methods()) {
      if ((access & without) == 0 && matches(method, name, descriptor)) {
        woven++;
        return new MethodVisitor(OpenedClassReader.ASM_API, code) {
          @Override
          public void visitCode() {
            super.visitCode();
            super.visitIntInsn(Opcodes.BIPUSH, method.point());
            super.visitVarInsn(Opcodes.ALOAD, 1);
            super.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(Gate.class),
                "connect",
                "(ILjava/lang/Object;)V",
                false);
          }
        };
      }
    }
    return code;
  }

  private static boolean matches(HookedMethod method, String name, String descriptor) {
    Type[] parameters = Type.getArgumentTypes(descriptor);
    if (!method.names().contains(name) || parameters.length != method.parameters().size()) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      if (!parameters[i].getClassName().equals(method.parameters().get(i))) {
        return false;
      }
    }
    return true;
  }
}
