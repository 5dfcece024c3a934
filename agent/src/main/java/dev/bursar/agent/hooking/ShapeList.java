package dev.bursar.agent.hooking;

import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * What a client's adapters need of its library, as the build wrote it down, line by line, and
 * whether a library has it. Runs inside class loads: reads class files, and loads none of the
 * app's.
 *
 * <p>Threading: one thread.
 */
final class ShapeList {
  private final Library library;
  private final Misfits misfits;
  private final Supertypes supertypes;

  /** Of the last line that named one: what the next lines say something of. */
  private LibraryType type;

  /** Whether lines are to be passed over: their condition does not hold. */
  private boolean skipped;

  private ShapeList(Library library, Misfits misfits) {
    this.library = library;
    this.misfits = misfits;
    this.supertypes = new Supertypes(library);
  }

  /**
   * What a client's library lacks, as a loader of the app shows it.
   *
   * @param type the class that is being woven
   * @param loader its loader; null for the boot loader
   * @param classFile the class file as the JVM has it
   * @return null where it fits
   */
  static String misfit(ClientHooks client, HookedType type, ClassLoader loader, byte[] classFile) {
    ClassFileLocator files =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(type.name(), classFile),
            ClassFileLocator.ForClassLoader.of(loader),
            ClassFileLocator.ForClassLoader.ofBootLoader());
    Library library = new Library(files, client.appPackages());
    Misfits misfits = new Misfits();
    for (HookedType each : client.types()) {
      byte[] file = library.file(each.name());
      if (file != null) {
        misfits.add(Weaver.Holder.WEAVER.misfit(each, loader, file));
      }
    }
    check(of(client), library, misfits);
    return misfits.text();
  }

  /**
   * A client's list.
   *
   * @throws IllegalStateException when the build has written none
   */
  private static String of(ClientHooks client) {
    String name = client.shapeList();
    try (InputStream in = ShapeList.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no shape list " + name);
      }
      ByteArrayOutputStream text = new ByteArrayOutputStream(8192);
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        text.write(chunk, 0, n);
      }
      return new String(text.toByteArray(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException(name, unreadable);
    }
  }

  /**
   * Compares.
   *
   * @param list the list's text
   * @param misfits takes what the library lacks
   */
  static void check(String list, Library library, Misfits misfits) {
    ShapeList check = new ShapeList(library, misfits);
    // Which parts of the library can be seen at all must be known before the first is missed.
    check.readTypes(list);
    StringTokenizer lines = new StringTokenizer(list, "\n");
    while (lines.hasMoreTokens()) {
      String line = lines.nextToken();
      int space = line.indexOf(' ');
      check.line(line.substring(0, space), line.substring(space + 1));
    }
    check.endExtension();
  }

  private void readTypes(String list) {
    StringTokenizer lines = new StringTokenizer(list, "\n");
    while (lines.hasMoreTokens()) {
      String line = lines.nextToken();
      if (line.startsWith("class ") || line.startsWith("interface ") || line.startsWith("type ")) {
        library.type(line.substring(line.indexOf(' ') + 1));
      }
    }
  }

  private void line(String word, String rest) {
    if (!word.equals("with")) {
      endExtension();
    }
    if (word.equals("where")) {
      skipped = !isPresent(rest);
    } else if (!skipped) {
      need(word, rest);
    }
  }

  private void need(String word, String rest) {
    switch (word) {
      case "extend":
        supertypes.begin(rest);
        break;
      case "with":
        supertypes.with(rest);
        break;
      case "class":
      case "interface":
      case "type":
        needType(word, rest);
        break;
      case "call":
      case "call-static":
        needMember(true, word.equals("call-static"), rest);
        break;
      case "read":
      case "read-static":
        needMember(false, word.equals("read-static"), rest);
        break;
      default:
        break; // The line that names the client.
    }
  }

  private boolean isPresent(String part) {
    int end = part.indexOf('#');
    LibraryType wanted = library.type(end < 0 ? part : part.substring(0, end));
    return wanted != null && (end < 0 || supertypes.hasMember(wanted, part.substring(end + 1)));
  }

  private void endExtension() {
    supertypes.end(misfits);
  }

  private void needType(String kind, String name) {
    type = library.type(name);
    if (type == null) {
      if (library.shows(name)) {
        misfits.add("no class ", name);
      }
    } else if (!type.is(Opcodes.ACC_PUBLIC)) {
      misfits.add("not public: ", name);
    } else if (kind.equals("class") && type.is(Opcodes.ACC_INTERFACE)) {
      misfits.add("an interface: ", name);
    } else if (kind.equals("interface") && !type.is(Opcodes.ACC_INTERFACE)) {
      misfits.add("no interface: ", name);
    }
  }

  private void needMember(boolean isMethod, boolean isStatic, String member) {
    if (type == null) {
      return; // The class itself is missed already.
    }
    int flags = supertypes.flags(type, isMethod, member);
    if (flags == Supertypes.UNKNOWN) {
      return;
    }
    String what = isMethod ? "method " : "field ";
    if (flags == Supertypes.NONE) {
      if (isMethod && hasOtherResult(member)) {
        misfits.addResult(type.name, member);
      } else {
        misfits.add("no " + what, type.name, member);
      }
    } else if (((flags & Opcodes.ACC_STATIC) != 0) != isStatic) {
      misfits.add(isStatic ? "not static: " + what : "static: " + what, type.name, member);
    } else if (!isReachable(flags)) {
      misfits.add("not public: " + what, type.name, member);
    }
  }

  private boolean hasOtherResult(String method) {
    String wanted = method.substring(0, method.indexOf(')') + 1);
    for (String other : type.methods.keySet()) {
      if (other.startsWith(wanted)) {
        return true;
      }
    }
    return false;
  }

  private boolean isReachable(int flags) {
    return (flags & Opcodes.ACC_PUBLIC) != 0
        || ((flags & Opcodes.ACC_PROTECTED) != 0 && supertypes.isExtended(type.name));
  }
}
