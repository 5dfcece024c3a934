package dev.bursar.gate;

/** Lives in the boot loader. Reads a message's headers. */
public interface Headers {
  /**
   * The first value of a header.
   *
   * @param name the header's name; case does not matter
   * @return the value, or null where the header is absent
   */
  String header(String name);
}
