package dev.bursar.interceptors.shape;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * What the classes of one client's package use of its library, and what of it they extend.
 *
 * <p>As text, one fact a line; names as class files have them:
 *
 * <pre>
 * where okhttp3/Some#part             what follows is asked for only where this is there
 * extend okhttp3/ResponseBody         a class of ours has these supertypes,
 * with contentLength()J               and has this method
 * class okhttp3/Response              is used, and is a class; also: interface, or type for either
 * call code()I                        ... and this method of it; also: call-static
 * read CREATOR Lokhttp3/Some;         ... and this field of it; also: read-static
 * </pre>
 */
final class Shape {
  private final List<String> library;
  private final Map<String, OwnClass> own = new TreeMap<>();

  /** What is asked for under one condition, or under none. */
  private static final class Section {
    final Set<String> extensions = new TreeSet<>();
    final Map<String, String> kinds = new TreeMap<>();
    final Map<String, Set<String>> members = new TreeMap<>();
  }

  /**
   * @param library prefixes, with dots, of the names of the library's classes
   */
  Shape(List<String> library) {
    this.library = library;
  }

  void add(byte[] classFile) {
    OwnClass added = new OwnClass(classFile);
    own.put(added.name, added);
  }

  String text() {
    Map<String, Section> sections = new TreeMap<>();
    for (OwnClass type : own.values()) {
      Section section = sections.computeIfAbsent(condition(type), any -> new Section());
      extensions(type, section);
      for (OwnClass.Lambda lambda : type.lambdas) {
        if (isLibrary(lambda.type())) {
          section.extensions.add("extend " + lambda.type() + "\nwith " + lambda.method() + "\n");
        }
      }
      for (OwnClass.Link link : type.links) {
        note(link, section);
      }
    }
    StringBuilder text = new StringBuilder();
    sections.forEach((condition, section) -> append(condition, section, text));
    return text.toString();
  }

  private static void append(String condition, Section section, StringBuilder text) {
    if (!condition.isEmpty() && !(section.extensions.isEmpty() && section.kinds.isEmpty())) {
      text.append("where ").append(condition).append('\n');
    }
    section.extensions.forEach(text::append);
    section.kinds.forEach(
        (owner, kind) -> {
          text.append(kind).append(' ').append(owner).append('\n');
          for (String member : section.members.getOrDefault(owner, Set.of())) {
            text.append(member).append('\n');
          }
        });
  }

  /** The class's own condition, or that of the one around it; empty for none. */
  private String condition(OwnClass type) {
    String name = type.name;
    while (true) {
      OwnClass around = own.get(name);
      if (around != null && around.where != null) {
        return around.where;
      }
      int end = name.lastIndexOf('$');
      if (end < 0) {
        return "";
      }
      name = name.substring(0, end);
    }
  }

  private void extensions(OwnClass type, Section section) {
    Set<String> supertypes = new LinkedHashSet<>();
    Set<String> methods = new TreeSet<>();
    collect(type, supertypes, methods);
    if (supertypes.isEmpty()) {
      return;
    }
    for (String supertype : supertypes) {
      section.kinds.putIfAbsent(supertype, "type");
    }
    if (type.isConcrete()) {
      StringBuilder text = new StringBuilder("extend ").append(String.join(" ", supertypes));
      methods.forEach(method -> text.append("\nwith ").append(method));
      section.extensions.add(text.append('\n').toString());
    }
  }

  /** The library's types above a class of ours, and the methods that ours have. */
  private void collect(OwnClass type, Set<String> supertypes, Set<String> methods) {
    type.methods.forEach(
        (method, flags) -> {
          int unheard = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_ABSTRACT;
          if ((flags & unheard) == 0 && !method.startsWith("<")) {
            methods.add(method);
          }
        });
    for (String above : above(type)) {
      if (own.containsKey(above)) {
        collect(own.get(above), supertypes, methods);
      } else if (isLibrary(above)) {
        supertypes.add(above);
      }
    }
  }

  private static List<String> above(OwnClass type) {
    List<String> all = new ArrayList<>();
    all.add(type.superName);
    all.addAll(type.interfaces);
    return all;
  }

  private void note(OwnClass.Link link, Section section) {
    String owner = link.owner();
    OwnClass ours = own.get(owner);
    if (ours != null) {
      owner = inherited(link, ours);
    }
    if (owner == null || !isLibrary(owner)) {
      return;
    }
    String kind = ours == null ? link.kind() : "type";
    section.kinds.merge(owner, kind, (one, other) -> one.equals("type") ? other : one);
    if (link.member() != null) {
      section
          .members
          .computeIfAbsent(owner, any -> new TreeSet<>())
          .add(link.access() + ' ' + link.member());
    }
  }

  /** The library's type from which a class of ours has a member that it does not declare. */
  private String inherited(OwnClass.Link link, OwnClass ours) {
    if (link.member() == null) {
      return null;
    }
    OwnClass type = ours;
    while (!type.declares(link.member())) {
      OwnClass next = own.get(type.superName);
      if (next == null) {
        Set<String> supertypes = new LinkedHashSet<>();
        collect(ours, supertypes, new TreeSet<>());
        return isLibrary(type.superName) || supertypes.isEmpty()
            ? type.superName
            : supertypes.iterator().next();
      }
      type = next;
    }
    return null;
  }

  private boolean isLibrary(String internalName) {
    String name = internalName.replace('/', '.');
    return library.stream().anyMatch(name::startsWith);
  }
}
