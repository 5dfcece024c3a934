package dev.bursar.agent.governor;

import dev.bursar.agent.config.Mode;
import dev.bursar.gate.BudgetExceededException;
import dev.bursar.gate.Run;
import dev.bursar.store.Account;
import dev.bursar.store.CallRecord;
import dev.bursar.store.CallRecord.Outcome;
import dev.bursar.store.Shortfall;

/**
 * What runs do that is no call itself: execute tools, and begin other runs. Both are written into
 * the history of calls, and cost nothing there. Thread-safe.
 */
final class Delegating {
  private static final String APP = "app";
  private static final String TOOL = "tool";
  private static final String RUN = "run";

  private final LedgerGovernor governor;

  Delegating(LedgerGovernor governor) {
    this.governor = governor;
  }

  /** Counts an execution of a tool; throws where it must not be. */
  void useTool(String library, String tool, Run run) {
    Refused refused = null;
    try {
      refused = count(governor.books(CallExchange.STORE_WAIT), library, tool, run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refused = fault(e);
    } catch (Throwable t) {
      refused = fault(t);
    }
    if (refused != null) {
      throw new BudgetExceededException(refused.message());
    }
  }

  private Refused count(Books books, String library, String tool, Run run) {
    Account account = books.account(run);
    Shortfall shortfall = new Shortfall();
    if (books.store().toolCalls().count(account, shortfall)) {
      write(books, record(Outcome.SETTLED, account, library, TOOL, tool));
      return null;
    }
    Refused refused = Refused.tool(books.store().ledger(), shortfall, tool);
    return refuse(books, account, refused, library, TOOL, tool);
  }

  /** Refuses a run that is one too many, where calls are not only observed. */
  void refuse(Run run) {
    Refused refused = null;
    try {
      Books books = governor.books(CallExchange.STORE_WAIT);
      RunRules rules = governor.policy().runs();
      Run limiting = rules.limitedBy(run);
      Refused found = Refused.run(run, books.account(limiting), rules.allowed(limiting));
      refused =
          refuse(books, books.account(run.caller()), found, library(run.what()), RUN, run.name());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refused = fault(e);
    } catch (Throwable t) {
      refused = fault(t);
    }
    if (refused != null) {
      throw new BudgetExceededException(refused.message());
    }
  }

  private static String library(int what) {
    boolean app = what == Run.METHOD || what == Run.SDK_CALL;
    return app ? APP : what == Run.CHAT_CLIENT ? "spring-ai" : "langchain4j";
  }

  /** Writes a refusal down; null where it is only observed. */
  private Refused refuse(
      Books books, Account account, Refused refused, String by, String what, String name) {
    if (governor.policy().mode() != Mode.ENFORCE) {
      write(
          books,
          record(Outcome.SETTLED, account, by, what, name)
              .reason("would be refused: " + refused.code()));
      return null;
    }
    books.store().ledger().refused(account);
    write(books, record(Outcome.REFUSED, account, by, what, name).reason(refused.code()));
    return refused;
  }

  private static CallRecord.Builder record(
      Outcome outcome, Account account, String by, String what, String name) {
    return CallRecord.builder(System.currentTimeMillis(), outcome)
        .account(account.name())
        .agent(account.name())
        .target(by, what, name);
  }

  private void write(Books books, CallRecord.Builder record) {
    try {
      books.store().calls().append(record.build());
    } catch (RuntimeException e) {
      governor.faults().fault(e);
    }
  }

  private Refused fault(Throwable fault) {
    governor.faults().fault(fault);
    Policy policy = governor.policy();
    return policy.allowOnError() || policy.mode() != Mode.ENFORCE
        ? null
        : Refused.fault(CallExchange.why(fault));
  }
}
