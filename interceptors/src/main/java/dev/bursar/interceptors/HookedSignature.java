package dev.bursar.interceptors;

/**
 * A method to weave wherever a class has a body of its own for it, whatever the class is called:
 * told by its name and by types of a library that its descriptor names. Whether the object that it
 * is called on is of that library is for the hook to see. Immutable.
 */
public final class HookedSignature {
  private final String advice;
  private final String name;
  private final String descriptor;
  private final String mention;

  /**
   * @param advice the advice's class name; it is read, never loaded
   * @param name the method's name
   * @param descriptor its descriptor, which names a type of the library
   */
  public HookedSignature(String advice, String name, String descriptor) {
    this(advice, name, descriptor, descriptor);
  }

  private HookedSignature(String advice, String name, String descriptor, String mention) {
    this.advice = advice;
    this.name = name;
    this.descriptor = descriptor;
    this.mention = mention;
  }

  /**
   * The same, where the descriptor names no type of the library.
   *
   * @param type the internal name of one that the class must name elsewhere, to implement it
   */
  public HookedSignature whereMentioned(String type) {
    return new HookedSignature(advice, name, descriptor, type);
  }

  /** The advice's class name. */
  public String advice() {
    return advice;
  }

  /** The method's name. */
  public String name() {
    return name;
  }

  /** The method's descriptor. */
  public String descriptor() {
    return descriptor;
  }

  /** What is among the constants of each class that can have such a method. */
  public String mention() {
    return mention;
  }
}
