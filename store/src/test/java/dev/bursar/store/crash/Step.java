package dev.bursar.store.crash;

/**
 * A place where a process can die.
 *
 * @param number from 1 on
 * @param site the class, method and line of what was about to store
 * @param image what is left
 * @param words how many words differ from the step before
 */
record Step(int number, String site, Image image, int words) {
  @Override
  public String toString() {
    return "step " + number + ", before " + site;
  }
}
