package dev.bursar.it.provider;

import java.util.SplittableRandom;

/** Makes texts of an exact number of tokens: each word, with the space before it, is one. */
final class Words {
  private static final String[] PLAIN = {
    " the", " of", " and", " to", " in", " is", " that", " for", " it", " as", " was", " with",
    " be", " by", " on", " not", " he", " his", " are", " this", " at", " from", " but", " have",
    " an", " had", " they", " you", " were", " there", " one", " all", " we", " can", " her",
    " has", " which", " their", " if", " will", " each", " about", " how", " up", " out", " them",
    " then", " she", " many", " some", " these", " would", " other", " into", " more", " two",
    " time"
  };
  private static final String[] FOREIGN = {
    " \u00fcber", " \u043d\u0430", " \u4eba", " d\u00e9j\u00e0", "\ud83d\ude42"
  };

  private Words() {}

  /** The {@code i}-th word of a text. */
  static String at(long seed, int i, boolean foreign) {
    int pick = new SplittableRandom(seed * 7919 + i).nextInt(1 << 20);
    if (foreign && i % 3 == 2) {
      return FOREIGN[(i / 3) % FOREIGN.length];
    }
    String word = PLAIN[pick % PLAIN.length];
    return i == 0 ? word.substring(1) : word;
  }
}
