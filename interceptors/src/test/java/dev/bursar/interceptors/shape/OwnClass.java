package dev.bursar.interceptors.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** A class of ours, and every symbol of another class that its code links to. */
final class OwnClass extends ClassVisitor {
  /**
   * A class, or a member of it, that code links to.
   *
   * @param kind {@code class}, {@code interface}, or {@code type} where the code does not say
   * @param access {@code call}, {@code call-static}, {@code read}, {@code read-static}; null for
   *     the class itself
   * @param member name and descriptor, or null
   */
  record Link(String kind, String owner, String access, String member) {}

  /** A lambda for an interface: the interface, and the method that the lambda is. */
  record Lambda(String type, String method) {}

  private static final int API = Opcodes.ASM9;
  private static final String WHERE = "Ldev/bursar/interceptors/WherePresent;";

  /** The methods by name and descriptor, with their flags. */
  final Map<String, Integer> methods = new TreeMap<>();

  /** The fields by name and descriptor. */
  final Set<String> fields = new TreeSet<>();

  final List<Link> links = new ArrayList<>();
  final List<Lambda> lambdas = new ArrayList<>();
  String name;
  String superName;
  List<String> interfaces;
  int flags;

  /** What {@code WherePresent} says, or null. */
  String where;

  OwnClass(byte[] classFile) {
    super(API);
    new ClassReader(classFile).accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  /** Whether it declares a method or field. */
  boolean declares(String member) {
    return methods.containsKey(member) || fields.contains(member);
  }

  /** Whether it can have instances that are not of another class of ours. */
  boolean isConcrete() {
    return (flags & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT)) == 0;
  }

  @Override
  public void visit(
      int version, int access, String name, String generic, String superName, String[] interfaces) {
    this.name = name;
    this.superName = superName;
    this.interfaces = List.of(interfaces);
    this.flags = access;
  }

  @Override
  public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    return !descriptor.equals(WHERE)
        ? null
        : new AnnotationVisitor(API) {
          @Override
          public void visit(String key, Object value) {
            where = ((String) value).replace('.', '/');
          }
        };
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String descriptor, String generic, Object value) {
    fields.add(name + ' ' + descriptor);
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String generic, String[] thrown) {
    methods.put(name + descriptor, access);
    return new Code();
  }

  private void type(String internalName) {
    Type type = Type.getObjectType(internalName);
    type = type.getSort() == Type.ARRAY ? type.getElementType() : type;
    if (type.getSort() == Type.OBJECT) {
      links.add(new Link("type", type.getInternalName(), null, null));
    }
  }

  private void member(boolean isInterface, String owner, String access, String member) {
    if (owner.startsWith("[")) {
      type(owner);
    } else {
      links.add(new Link(isInterface ? "interface" : "class", owner, access, member));
    }
  }

  private void constant(Object value) {
    if (value instanceof Type type && type.getSort() != Type.METHOD) {
      type(type.getInternalName());
    } else if (value instanceof Handle handle) {
      handle(handle);
    }
  }

  private void handle(Handle handle) {
    switch (handle.getTag()) {
      case Opcodes.H_GETFIELD, Opcodes.H_PUTFIELD ->
          field(handle.getOwner(), "read", handle.getName(), handle.getDesc());
      case Opcodes.H_GETSTATIC, Opcodes.H_PUTSTATIC ->
          field(handle.getOwner(), "read-static", handle.getName(), handle.getDesc());
      default ->
          member(
              handle.isInterface(),
              handle.getOwner(),
              handle.getTag() == Opcodes.H_INVOKESTATIC ? "call-static" : "call",
              handle.getName() + handle.getDesc());
    }
  }

  /** A field's owner may be an interface as well as a class. */
  private void field(String owner, String access, String name, String descriptor) {
    links.add(new Link("type", owner, access, name + ' ' + descriptor));
  }

  private final class Code extends MethodVisitor {
    Code() {
      super(API);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      String access = opcode == Opcodes.INVOKESTATIC ? "call-static" : "call";
      member(isInterface, owner, access, name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      field(owner, isStatic ? "read-static" : "read", name, descriptor);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      type(type);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      type(descriptor);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      if (type != null) {
        type(type);
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        constant(argument);
      }
      if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
        String type = Type.getReturnType(descriptor).getInternalName();
        lambdas.add(new Lambda(type, name + arguments[0]));
      }
    }
  }
}
