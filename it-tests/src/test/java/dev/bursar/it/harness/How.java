package dev.bursar.it.harness;

/** How the agent gets into an app. */
public enum How {
  /** With it, by {@code -javaagent}. */
  PREMAIN,
  /** Into one that has been calling for a while, by {@code attach}. */
  ATTACH
}
