package dev.bursar.agent.demo;

/** The demo's language model. The same prompt is always answered alike. */
final class Model {
  private static final String[] WORDS = {
    "tea",
    "from",
    "the",
    "hills",
    "went",
    "by",
    "river",
    "and",
    "by",
    "sea",
    "to",
    "every",
    "harbour",
    "where",
    "merchants",
    "wrote",
    "its",
    "price",
    "into",
    "their",
    "books",
  };
  private static final int SECTION = 700;
  private static final int REVIEW = 60;
  private static final int SPREAD = 97;

  private Model() {}

  /** An answer of at most so many words, each of which is one token. */
  static String answer(String prompt, long limit) {
    boolean review = prompt.startsWith("Review");
    int length = (review ? REVIEW : SECTION) + Math.floorMod(prompt.hashCode(), SPREAD);
    StringBuilder answer = new StringBuilder(review ? "Nearly" : "Once");
    for (int i = 1; i < Math.min(length, limit); i++) {
      answer.append(' ').append(WORDS[Math.floorMod(prompt.length() + i * i, WORDS.length)]);
    }
    return answer.toString();
  }
}
