package dev.bursar.gate;

import java.io.IOException;

/**
 * Lives in the boot loader. What one client's woven methods call, through {@link Gate}. The agent
 * provides one per client.
 *
 * <p>Threading: called on the app's threads, any number at a time.
 */
public interface Hook {
  /**
   * A woven method was entered.
   *
   * @param point which of the client's methods; each hook numbers its own
   * @param where the class that declares the method
   * @param self the instance it was called on, or null for a static method
   * @param first a value that the hook asked for, mostly the first argument; may be null
   * @param second another one; may be null
   * @return null to let the method run as it was called, else what the hook and its advice agreed
   *     on: new arguments, the hook's own state for {@link #exit}, a result in place of the
   *     method's
   * @throws IOException a refusal; anything else thrown is a fault of ours and is swallowed
   */
  Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException;

  /**
   * A woven method is about to return or throw.
   *
   * @param point which of the client's methods; each hook numbers its own
   * @param where the class that declares the method
   * @param self the instance it was called on, or null for a static method
   * @param entered what {@link #enter} returned, or null
   * @param returned what the method returns, or null where it throws or returns nothing
   * @param thrown what the method throws, or null
   * @return what the method is to return instead, or null to change nothing
   * @throws IOException a refusal; anything else thrown is a fault of ours and is swallowed
   */
  Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown)
      throws IOException;
}
