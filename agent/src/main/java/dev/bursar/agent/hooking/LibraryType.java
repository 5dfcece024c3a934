package dev.bursar.agent.hooking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/** What a class file says of a class: its flags, its supertypes and its members. */
final class LibraryType extends ClassVisitor {
  /** Methods by name and descriptor, with their flags. */
  final Map<String, Integer> methods = new HashMap<>();

  /** Fields by name, a space, and descriptor, with their flags. */
  final Map<String, Integer> fields = new HashMap<>();

  /** The superclass, then the interfaces. */
  final List<String> supertypes = new ArrayList<>(2);

  String name;
  private int flags;

  /**
   * @param classFile of Java 1 to the newest that Byte Buddy reads
   */
  LibraryType(byte[] classFile) {
    super(OpenedClassReader.ASM_API);
    OpenedClassReader.of(classFile)
        .accept(this, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  boolean is(int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public void visit(
      int version, int access, String name, String generic, String superName, String[] interfaces) {
    this.name = name;
    this.flags = access;
    if (superName != null) {
      supertypes.add(superName);
    }
    for (String type : interfaces) {
      supertypes.add(type);
    }
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String generic, String[] thrown) {
    if ((access & Opcodes.ACC_PRIVATE) == 0) {
      methods.put(name.concat(descriptor), access);
    }
    return null;
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String generic, Object value) {
    if ((access & Opcodes.ACC_PRIVATE) == 0) {
      fields.put(name + ' ' + descriptor, access);
    }
    return null;
  }
}
