package dev.bursar.interceptors.sockets;

import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Hook;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Shows the governor the name of each host that is connected to. Addresses without a name pass: to
 * find one would be a look-up on the network.
 */
public final class SocketsHook implements Hook {
  private final Governor governor;

  /** A hook that asks this governor. */
  public SocketsHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second)
      throws IOException {
    if (first instanceof InetSocketAddress) {
      String refusal = governor.connect(((InetSocketAddress) first).getHostString());
      if (refusal != null) {
        if (point == SocketsInstrumentation.CONNECT_UNCHECKED) {
          throw new BudgetExceededException(refusal);
        }
        throw new BudgetExceededIOException(refusal);
      }
    }
    return null;
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    return null;
  }
}
