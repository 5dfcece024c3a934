package dev.bursar.agent.config;

import java.io.File;

/** Turns a path as an operator writes it into an absolute one. */
final class Paths {
  private Paths() {}

  /** The path, with {@code ~} for the home directory, and a relative one below a base. */
  static File resolve(String text, File base, File home) {
    if (text.equals("~")) {
      return home;
    }
    if (text.startsWith("~/") || text.startsWith("~" + File.separator)) {
      return new File(home, text.substring(2));
    }
    File file = new File(text);
    return file.isAbsolute() ? file : new File(base, text);
  }
}
