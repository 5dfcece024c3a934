package dev.bursar.agent.governor;

/**
 * A pattern in which {@code *} stands for any text, also for none. Case does not matter (ASCII).
 * Immutable, thread-safe; matching allocates nothing.
 */
public final class Glob {
  private final String pattern;
  private final boolean any;

  /**
   * @param pattern not null
   */
  public Glob(String pattern) {
    this.pattern = pattern;
    this.any = "*".equals(pattern);
  }

  /**
   * Whether a text matches.
   *
   * @param text null matches nothing but {@code *}
   */
  public boolean matches(String text) {
    if (any) {
      return true;
    }
    return text != null && find(text);
  }

  /** On a mismatch the last star takes one character more; no star before it needs another try. */
  private boolean find(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int afterStar = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        afterStar = t;
      } else if (p < pattern.length() && same(pattern.charAt(p), text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++afterStar;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private static boolean same(char a, char b) {
    return a == b || lower(a) == lower(b);
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
