package dev.bursar.store.crash;

import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Rewrites classes so that they call {@link Steps} before they change anything that outlives the
 * process. All stores to mapped memory, ours and the map library's, go through the subclasses of
 * {@code dev.bursar.store.memory.Unsafe}: their storing methods get a call as their first
 * instruction. Changes of files get one before each call of the JDK's methods for it.
 */
final class Rewriter {
  private static final String STEPS = "dev/bursar/store/crash/Steps";
  private static final String MEMORY = "dev/bursar/store/memory/";
  private static final Set<String> UNSAFES = Set.of(MEMORY + "SunUnsafe", MEMORY + "JdkUnsafe");

  private static final Map<String, Set<String>> FILE_CHANGES =
      Map.of(
          "java/io/RandomAccessFile",
          Set.of("<init>", "write", "writeByte", "writeInt", "writeLong", "setLength"),
          "java/io/FileOutputStream",
          Set.of("<init>", "write"),
          "java/nio/channels/FileChannel",
          Set.of("open", "write", "truncate", "transferFrom", "transferTo", "map"),
          "java/nio/file/Files",
          Set.of(
              "write",
              "writeString",
              "move",
              "copy",
              "delete",
              "deleteIfExists",
              "createFile",
              "createDirectory",
              "createDirectories",
              "newOutputStream",
              "newByteChannel"),
          "java/io/File",
          Set.of("delete", "renameTo", "createNewFile", "mkdir", "mkdirs", "setLength"));

  private Rewriter() {}

  static byte[] rewrite(byte[] original) {
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    boolean memory = UNSAFES.contains(reader.getClassName());
    reader.accept(memory ? memory(writer) : files(writer), 0);
    return writer.toByteArray();
  }

  private static ClassVisitor memory(ClassVisitor next) {
    return new ClassVisitor(Opcodes.ASM9, next) {
      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String generic, String[] thrown) {
        MethodVisitor method = super.visitMethod(access, name, type, generic, thrown);
        return storing(name) ? new Stepping(method, name, type) : method;
      }
    };
  }

  private static boolean storing(String name) {
    return !name.equals("putObject")
        && (name.startsWith("put")
            || name.startsWith("compareAndS")
            || name.startsWith("getAndAdd")
            || name.startsWith("getAndSet")
            || name.equals("copyMemory")
            || name.equals("setMemory"));
  }

  /** A storing method: its arguments are its first locals. */
  private static final class Stepping extends MethodVisitor {
    private static final Set<Type> KNOWN = Set.of(Type.LONG_TYPE, Type.INT_TYPE, Type.BYTE_TYPE);

    private final String name;
    private final String type;

    Stepping(MethodVisitor next, String name, String type) {
      super(Opcodes.ASM9, next);
      this.name = name;
      this.type = type;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      if (name.equals("copyMemory")) {
        call("copy", Type.getArgumentTypes(type));
      } else if (name.equals("setMemory")) {
        call("fill", Type.getArgumentTypes(type));
      } else if (name.startsWith("put") && KNOWN.contains(valueType())) {
        call("store", Type.getArgumentTypes(type));
      } else if (type.startsWith("(L")) {
        call("store", Type.getType(Object.class), Type.LONG_TYPE);
      } else {
        call("store", Type.LONG_TYPE);
      }
    }

    private Type valueType() {
      Type[] arguments = Type.getArgumentTypes(type);
      return arguments[arguments.length - 1];
    }

    private void call(String method, Type... arguments) {
      int local = 1;
      for (Type argument : arguments) {
        visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
        local += argument.getSize();
      }
      visitMethodInsn(
          Opcodes.INVOKESTATIC,
          STEPS,
          method,
          Type.getMethodDescriptor(Type.VOID_TYPE, arguments),
          false);
    }
  }

  private static ClassVisitor files(ClassVisitor next) {
    return new ClassVisitor(Opcodes.ASM9, next) {
      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String generic, String[] thrown) {
        return new MethodVisitor(
            Opcodes.ASM9, super.visitMethod(access, name, type, generic, thrown)) {
          @Override
          public void visitMethodInsn(
              int opcode, String owner, String called, String type, boolean isInterface) {
            if (FILE_CHANGES.getOrDefault(owner, Set.of()).contains(called)) {
              super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "file", "()V", false);
            }
            super.visitMethodInsn(opcode, owner, called, type, isInterface);
          }
        };
      }
    };
  }
}
