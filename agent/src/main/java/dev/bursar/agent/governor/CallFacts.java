package dev.bursar.agent.governor;

import dev.bursar.agent.provider.Call;
import dev.bursar.agent.provider.Provider;
import dev.bursar.agent.provider.Target;
import dev.bursar.store.Account;

/** What is known of one call before it is sent. Immutable. */
final class CallFacts {
  private final Books books;
  private final Account account;
  private final Caller caller;
  private final Provider provider;
  private final Target target;
  private final String biller;
  private final Call call;
  private final String unreadable;
  private final Quote quote;
  private final boolean retry;
  private final boolean mayBlock;

  /**
   * @param caller who makes the call, or null where that is not known
   * @param biller who is thought to bill, as {@link Provider#biller} says
   * @param call null where the body could not be read
   * @param unreadable why not, or null
   * @param retry whether the call repeats one that failed
   * @param mayBlock whether its thread may be made to wait
   */
  CallFacts(
      Books books,
      Account account,
      Caller caller,
      Provider provider,
      Target target,
      String biller,
      Call call,
      String unreadable,
      Quote quote,
      boolean retry,
      boolean mayBlock) {
    this.books = books;
    this.account = account;
    this.caller = caller;
    this.provider = provider;
    this.target = target;
    this.biller = biller;
    this.call = call;
    this.unreadable = unreadable;
    this.quote = quote;
    this.retry = retry;
    this.mayBlock = mayBlock;
  }

  Books books() {
    return books;
  }

  Account account() {
    return account;
  }

  /** Who makes the call, in the history's words: the account where nothing more is known. */
  String caller() {
    return caller == null ? account.name() : caller.words();
  }

  Provider provider() {
    return provider;
  }

  Target target() {
    return target;
  }

  /** Who is thought to bill. */
  String biller() {
    return biller;
  }

  /** The request as read, or null where its body could not be. */
  Call call() {
    return call;
  }

  /** Why the body could not be read, or null. */
  String unreadable() {
    return unreadable;
  }

  Quote quote() {
    return quote;
  }

  boolean retry() {
    return retry;
  }

  boolean mayBlock() {
    return mayBlock;
  }

  /** The model asked for, or null where the request names none. */
  String model() {
    return call == null || call.models().isEmpty() ? null : call.models().get(0);
  }
}
