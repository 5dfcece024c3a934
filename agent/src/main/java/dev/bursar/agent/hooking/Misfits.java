package dev.bursar.agent.hooking;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Type;

/** What a library lacks, in words. Threading: one thread. */
final class Misfits {
  /** How many are told; of the others, how many there are. */
  private static final int TOLD = 3;

  /** Of whole classes: told first, since others follow from them. */
  private final List<String> ofClasses = new ArrayList<>();

  private final List<String> others = new ArrayList<>();

  /**
   * Something about a class.
   *
   * @param what the words before its name
   * @param type its internal name
   */
  void add(String what, String type) {
    keep(ofClasses, what + type.replace('/', '.'));
  }

  /**
   * Something about a member.
   *
   * @param what the words before its name
   * @param type the internal name of its class
   * @param member its name and descriptor
   */
  void add(String what, String type, String member) {
    keep(others, what + type.replace('/', '.') + '.' + inSource(member));
  }

  /** There are such methods, but none that returns what it must. */
  void addResult(String type, String method) {
    String result = Type.getReturnType(method.substring(method.indexOf('('))).getClassName();
    add("no method returning " + result + ": ", type, method);
  }

  /** Something in words of its own, or null for nothing. */
  void add(String text) {
    if (text != null) {
      keep(others, text);
    }
  }

  private static void keep(List<String> list, String text) {
    if (!list.contains(text)) {
      list.add(text);
    }
  }

  private static String inSource(String member) {
    int parameters = member.indexOf('(');
    if (parameters < 0) {
      return member.substring(0, member.indexOf(' '));
    }
    StringBuilder text = new StringBuilder(member.substring(0, parameters)).append('(');
    for (Type type : Type.getArgumentTypes(member.substring(parameters))) {
      if (text.charAt(text.length() - 1) != '(') {
        text.append(", ");
      }
      text.append(type.getClassName());
    }
    return text.append(')').toString();
  }

  /** All of it in one line, or null where nothing is missing. */
  String text() {
    List<String> all = new ArrayList<>(ofClasses);
    all.addAll(others);
    if (all.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder(all.get(0));
    for (int i = 1; i < Math.min(TOLD, all.size()); i++) {
      text.append("; ").append(all.get(i));
    }
    if (all.size() > TOLD) {
      text.append("; and ").append(all.size() - TOLD).append(" more");
    }
    return text.toString();
  }
}
