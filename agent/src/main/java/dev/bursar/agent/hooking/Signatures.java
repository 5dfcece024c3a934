package dev.bursar.agent.hooking;

import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedMethod;
import dev.bursar.interceptors.HookedSignature;
import dev.bursar.interceptors.HookedType;
import dev.bursar.interceptors.Supertypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Finds the classes, whatever they are called, that have methods to weave. A class file is only
 * read where the descriptor of such a method, or the type that it is of, stands among its
 * constants, which are looked through without reading them. Its supertypes are not asked for: as a
 * class is defined, before the first of them may be, they would have to be found by the app's
 * loader.
 *
 * <p>Threading: safe from any thread.
 */
final class Signatures {
  private final HookSlot slot;
  private final Map<String, HookedSignature> wanted = new HashMap<>();
  private final HookedType reported;

  /** Of a client that has such methods. */
  Signatures(HookSlot slot) {
    this.slot = slot;
    ClientHooks client = slot.client();
    reported = client.reported().get(0);
    for (HookedSignature signature : client.signatures()) {
      wanted.put(signature.name() + signature.descriptor(), signature);
    }
  }

  /** Whose methods they are. */
  HookSlot slot() {
    return slot;
  }

  /** What stands for them in reports. */
  HookedType reported() {
    return reported;
  }

  /** Whether a class implements one of the interfaces of the classes to weave, or is one. */
  boolean isImplemented(Class<?> type) {
    return Supertypes.find(type, slot.client().interfaces()) != null;
  }

  /** What to weave in a class; null for nothing. */
  HookedType find(byte[] classFile) {
    LibraryType type = new LibraryType(classFile);
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
}
