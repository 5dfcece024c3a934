package dev.bursar.agent.hooking;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Finds members along a library's supertypes, as the JVM does, and judges whether a class of ours
 * is whole below them.
 *
 * <p>Threading: one thread.
 */
final class Supertypes {
  /** Flags of a member that is nowhere. */
  static final int NONE = -1;

  /** Flags of a member that may be in a supertype of which nothing can be seen. */
  static final int UNKNOWN = -2;

  private static final String OBJECT = "java/lang/Object";

  private final Library library;
  private final Set<String> extended = new HashSet<>();
  private final List<String> parents = new ArrayList<>();
  private final Set<String> methods = new HashSet<>();

  Supertypes(Library library) {
    this.library = library;
  }

  /** Begins a class of ours with these supertypes, a space between them. */
  void begin(String names) {
    StringTokenizer each = new StringTokenizer(names);
    while (each.hasMoreTokens()) {
      parents.add(each.nextToken());
    }
    extended.addAll(parents);
  }

  /** A method that the class of ours has. */
  void with(String method) {
    methods.add(method);
  }

  /** The class of ours ends here, if there is one: what keeps it from being one of theirs? */
  void end(Misfits misfits) {
    Set<String> above = new LinkedHashSet<>();
    for (String parent : parents) {
      LibraryType type = library.type(parent);
      if (type != null && type.is(Opcodes.ACC_FINAL)) {
        misfits.add("final: class ", parent);
      }
      collect(parent, above);
    }
    for (String name : above) {
      LibraryType type = library.type(name);
      for (Map.Entry<String, Integer> method : type.methods.entrySet()) {
        judge(type, method.getKey(), method.getValue(), above, misfits);
      }
    }
    parents.clear();
    methods.clear();
  }

  private void judge(
      LibraryType type, String method, int flags, Set<String> above, Misfits misfits) {
    boolean ours = methods.contains(method);
    if (ours && (flags & Opcodes.ACC_FINAL) != 0) {
      misfits.add("final: method ", type.name, method);
    } else if (!ours
        && (flags & Opcodes.ACC_ABSTRACT) != 0
        && isKnown(above)
        && !hasBody(method, above)) {
      misfits.add("new and abstract: method ", type.name, method);
    }
  }

  /** Whether a class above has the method with a body; all of Object's are there. */
  private boolean hasBody(String method, Set<String> above) {
    LibraryType object = library.type(OBJECT);
    if (object != null && object.methods.containsKey(method)) {
      return true;
    }
    for (String name : above) {
      Integer flags = library.type(name).methods.get(method);
      if (flags != null && (flags & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_STATIC)) == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isKnown(Set<String> above) {
    for (String name : above) {
      for (String parent : library.type(name).supertypes) {
        if (library.type(parent) == null) {
          return false;
        }
      }
    }
    return true;
  }

  /** A type and all above it, as far as they can be seen. */
  private void collect(String name, Set<String> above) {
    LibraryType type = library.type(name);
    if (type != null && !name.equals(OBJECT) && above.add(name)) {
      for (String parent : type.supertypes) {
        collect(parent, above);
      }
    }
  }

  /** Whether a class of ours extends a type, so that what is protected is open to it. */
  boolean isExtended(String name) {
    return extended.contains(name);
  }

  /**
   * A member's flags, looked for along the supertypes.
   *
   * @return the flags, {@link #NONE} or {@link #UNKNOWN}
   */
  int flags(LibraryType type, boolean isMethod, String member) {
    Integer own = (isMethod ? type.methods : type.fields).get(member);
    if (own != null) {
      return own;
    }
    int found = NONE;
    if (member.startsWith("<")) {
      return found; // Constructors are not inherited.
    }
    for (String parent : type.supertypes) {
      LibraryType above = library.type(parent);
      int flags = above == null ? UNKNOWN : flags(above, isMethod, member);
      if (flags >= 0) {
        return flags;
      }
      found = Math.min(found, flags);
    }
    return found;
  }

  /** Whether a type or one above it has a method or field of this name. */
  boolean hasMember(LibraryType type, String name) {
    Set<String> above = new LinkedHashSet<>();
    collect(type.name, above);
    for (String each : above) {
      LibraryType at = library.type(each);
      if (isNamed(at.methods.keySet(), name, '(') || isNamed(at.fields.keySet(), name, ' ')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamed(Set<String> members, String name, char end) {
    String start = name + end;
    for (String member : members) {
      if (member.startsWith(start)) {
        return true;
      }
    }
    return false;
  }
}
