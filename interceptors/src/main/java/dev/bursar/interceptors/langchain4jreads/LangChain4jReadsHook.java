package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.gate.BudgetExceededIOException;
import dev.bursar.gate.Gate;
import dev.bursar.gate.Governor;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Hook;
import dev.bursar.interceptors.FaultPoint;
import dev.bursar.interceptors.FollowedExchange;
import dev.bursar.interceptors.Getter;
import dev.bursar.interceptors.GuardedTap;
import java.nio.ByteBuffer;

/**
 * Has what is retrieved logged as a read, as it is handed to the app. What one source reads through
 * another of the app's is logged for both.
 */
public final class LangChain4jReadsHook implements Hook {
  private static final String CLIENT = "langchain4j-reads";
  private static final int OK = 200;

  /** Nothing but what is read tells its version. */
  private static final Headers NO_HEADERS =
      new Headers() {
        @Override
        public String header(String name) {
          return null;
        }
      };

  private final Governor governor;
  private final Sources sources = new Sources();

  /** A hook that tells this governor. */
  public LangChain4jReadsHook(Governor governor) {
    this.governor = governor;
  }

  @Override
  public Object[] enter(int point, Class<?> where, Object self, Object first, Object second) {
    FaultPoint.reach(CLIENT, "enter");
    if (!sources.get(self.getClass())) {
      return null;
    }
    LangChain4jReadsRequest request = new LangChain4jReadsRequest(point, self, first);
    if (FollowedExchange.look(governor, "GET", request.host(), request.path()) != Governor.READ) {
      return null;
    }
    FollowedExchange exchange = FollowedExchange.open(governor, request, Governor.READ);
    if (exchange == null) {
      return null;
    }
    try {
      exchange.attempt();
    } catch (BudgetExceededIOException impossible) {
      return null; // A read is never refused.
    }
    return new Object[] {exchange};
  }

  @Override
  public Object exit(
      int point, Class<?> where, Object self, Object[] entered, Object returned, Throwable thrown) {
    if (entered == null) {
      return null;
    }
    FollowedExchange exchange = (FollowedExchange) entered[0];
    if (thrown != null) {
      exchange.failed(thrown);
      return null;
    }
    GuardedTap tap = exchange.response(OK, NO_HEADERS);
    if (tap != null) {
      see(tap, Getter.has(returned, "matches") ? Getter.get(returned, "matches") : returned);
    }
    return null;
  }

  private static void see(GuardedTap tap, Object found) {
    byte[] written;
    try {
      written = Written.of(found);
    } catch (Throwable unreadable) {
      Gate.fault(unreadable);
      tap.abort(unreadable); // It was read, and nobody knows what.
      return;
    }
    tap.data(ByteBuffer.wrap(written));
    tap.end();
  }
}
