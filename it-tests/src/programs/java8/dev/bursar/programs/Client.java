package dev.bursar.programs;

/** A client under test: one implementation for each HTTP or LLM client. */
public interface Client {
  /**
   * Carries out one call and waits for its end.
   *
   * @param order says what to call and how
   * @param answer is filled with what the app saw, exceptions included
   * @throws Exception only where the program itself is wrong
   */
  void call(Order order, Answer answer) throws Exception;
}
