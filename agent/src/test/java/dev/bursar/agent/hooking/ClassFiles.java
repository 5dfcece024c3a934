package dev.bursar.agent.hooking;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/** Class files that some release of a library may have one day. */
final class ClassFiles {
  private ClassFiles() {}

  static byte[] of(String type, ClassLoader loader) throws IOException {
    try (InputStream in = loader.getResourceAsStream(type.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  static byte[] changed(byte[] classFile, Function<ClassVisitor, ClassVisitor> change) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(classFile).accept(change.apply(writer), 0);
    return writer.toByteArray();
  }

  /** Other flags for a member, or with {@code name} null for the class. */
  static Function<ClassVisitor, ClassVisitor> flags(String name, int add, int remove) {
    return to ->
        new ClassVisitor(Opcodes.ASM9, to) {
          @Override
          public void visit(
              int version, int access, String type, String generic, String above, String[] more) {
            int flags = name == null ? (access & ~remove) | add : access;
            super.visit(version, flags, type, generic, above, more);
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String generic, String[] thrown) {
            int flags = method.equals(name) ? (access & ~remove) | add : access;
            return super.visitMethod(flags, method, descriptor, generic, thrown);
          }
        };
  }

  /** Another name for a member: {@code method(descriptor)result}, or a field's. */
  static Function<ClassVisitor, ClassVisitor> renamed(String member, String other) {
    return to ->
        new ClassVisitor(Opcodes.ASM9, to) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String generic, String[] thrown) {
            boolean hit = member.equals(method + descriptor);
            MethodVisitor code =
                super.visitMethod(access, hit ? other : method, descriptor, generic, thrown);
            return new MethodVisitor(Opcodes.ASM9, code) {
              @Override
              public void visitFieldInsn(int opcode, String owner, String name, String type) {
                super.visitFieldInsn(opcode, owner, member.equals(name) ? other : name, type);
              }
            };
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String descriptor, String generic, Object value) {
            String now = member.equals(name) ? other : name;
            return super.visitField(access, now, descriptor, generic, value);
          }
        };
  }

  /** One more abstract method, {@code void added(int)}. */
  static Function<ClassVisitor, ClassVisitor> withAbstractMethod() {
    return to ->
        new ClassVisitor(Opcodes.ASM9, to) {
          @Override
          public void visitEnd() {
            int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT;
            super.visitMethod(access, "added", "(I)V", null, null).visitEnd();
            super.visitEnd();
          }
        };
  }

  /** Another result of a method. */
  static Function<ClassVisitor, ClassVisitor> returning(
      String method, String descriptor, String other) {
    return to ->
        new ClassVisitor(Opcodes.ASM9, to) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String now, String generic, String[] thrown) {
            boolean hit = name.equals(method) && now.equals(descriptor);
            return super.visitMethod(access, name, hit ? other : now, generic, thrown);
          }
        };
  }
}
