package dev.bursar.agent.cli;

/** The launcher's command line. */
final class LaunchLine {
  private LaunchLine() {}

  /**
   * The main class, module or jar; empty where none is named.
   *
   * @param line the arguments, each with a zero at its end
   */
  static String main(String line) {
    String[] words = line.split("\0", -1);
    for (int i = 1; i < words.length; i++) {
      String word = words[i];
      if (word.equals("-jar") || word.equals("-m") || word.equals("--module")) {
        return i + 1 < words.length ? words[i + 1] : "";
      }
      if (takesAnother(word)) {
        i++;
      } else if (!word.startsWith("-") && !word.startsWith("@")) {
        return word;
      }
    }
    return "";
  }

  private static boolean takesAnother(String word) {
    return word.equals("-cp")
        || word.equals("-classpath")
        || (word.startsWith("--") && word.indexOf('=') < 0 && !word.startsWith("--enable-preview"));
  }
}
