package dev.bursar.agent.hooking;

import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Finds the classes, whatever they are called, that have methods to weave. A class file is only
 * read where the descriptor of such a method stands among its constants, which are looked through
 * without reading them. Its supertypes are not asked for: as a class is defined, before the first
 * of them may be, they would have to be found by the app's loader.
 *
 * <p>Threading: safe from any thread.
 */
final class Signatures {
  private static final int CONSTANTS = 10;

  private final HookSlot slot;
  private final Map<String, HookedSignature> wanted = new HashMap<>();
  private final byte[][] descriptors;
  private final Set<String> interfaces;

  /** Of a client that has such methods. */
  Signatures(HookSlot slot) {
    this.slot = slot;
    ClientHooks client = slot.client();
    interfaces = new HashSet<>(client.interfaces());
    Set<String> distinct = new HashSet<>();
    for (HookedSignature signature : client.signatures()) {
      wanted.put(signature.name() + signature.descriptor(), signature);
      distinct.add(signature.descriptor());
    }
    int longest = 0;
    for (String descriptor : distinct) {
      longest = Math.max(longest, descriptor.length());
    }
    descriptors = new byte[longest + 1][];
    for (String descriptor : distinct) {
      add(ascii(descriptor));
    }
  }

  // All of one length stand one after the other.
  private void add(byte[] descriptor) {
    byte[] before = descriptors[descriptor.length];
    int known = before == null ? 0 : before.length;
    byte[] all = new byte[known + descriptor.length];
    if (before != null) {
      System.arraycopy(before, 0, all, 0, known);
    }
    System.arraycopy(descriptor, 0, all, known, descriptor.length);
    descriptors[descriptor.length] = all;
  }

  private static byte[] ascii(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  /** Whose methods they are. */
  HookSlot slot() {
    return slot;
  }

  /** Whether a class implements one of the interfaces of the classes to weave, or is one. */
  boolean isImplemented(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (interfaces.contains(each.getName())) {
        return true;
      }
      for (Class<?> face : each.getInterfaces()) {
        if (isImplemented(face)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What to weave in a class; null for nothing. */
  HookedType find(byte[] classFile) {
    return mentions(classFile) ? read(new LibraryType(classFile)) : null;
  }

  private HookedType read(LibraryType type) {
    List<HookedMethod> methods = new ArrayList<>();
    for (Map.Entry<String, Integer> method : type.methods.entrySet()) {
      HookedSignature signature = wanted.get(method.getKey());
      int without = Opcodes.ACC_ABSTRACT | Opcodes.ACC_STATIC | Opcodes.ACC_BRIDGE;
      if (signature != null && (method.getValue() & without) == 0) {
        methods.add(
            HookedMethod.of(signature.advice(), signature.name())
                .taking(parameters(signature.descriptor())));
      }
    }
    return methods.isEmpty()
        ? null
        : new HookedType(type.name.replace('/', '.'), methods.toArray(new HookedMethod[0]));
  }

  private static String[] parameters(String descriptor) {
    Type[] types = Type.getArgumentTypes(descriptor);
    String[] names = new String[types.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = types[i].getClassName();
    }
    return names;
  }

  /** Whether one of the descriptors is among a class's constants. */
  private boolean mentions(byte[] file) {
    if (file.length < CONSTANTS) {
      return false;
    }
    int count = unsigned(file, CONSTANTS - 2);
    int at = CONSTANTS;
    for (int i = 1; i < count && at + 3 <= file.length; i++) {
      switch (file[at]) {
        case 1:
          int length = unsigned(file, at + 1);
          if (length < descriptors.length
              && descriptors[length] != null
              && isWanted(file, at + 3, length)) {
            return true;
          }
          at += 3 + length;
          break;
        case 7:
        case 8:
        case 16:
        case 19:
        case 20:
          at += 3;
          break;
        case 15:
          at += 4;
          break;
        case 5:
        case 6:
          at += 9;
          i++;
          break;
        case 3:
        case 4:
        case 9:
        case 10:
        case 11:
        case 12:
        case 17:
        case 18:
          at += 5;
          break;
        default:
          return true; // A constant of a later Java: left to who reads the whole file.
      }
    }
    return false;
  }

  private boolean isWanted(byte[] file, int from, int length) {
    if (from + length > file.length || file[from] != '(') {
      return false;
    }
    byte[] candidates = descriptors[length];
    for (int start = 0; start < candidates.length; start += length) {
      int i = length - 1;
      while (i >= 0 && candidates[start + i] == file[from + i]) {
        i--;
      }
      if (i < 0) {
        return true;
      }
    }
    return false;
  }

  private static int unsigned(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }
}
