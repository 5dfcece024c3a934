package dev.bursar.store;

import static dev.bursar.store.AccountRecord.GRANTED_USD;
import static dev.bursar.store.AccountRecord.HELD_CALLS;
import static dev.bursar.store.AccountRecord.HELD_INPUT;
import static dev.bursar.store.AccountRecord.HELD_OUTPUT;
import static dev.bursar.store.AccountRecord.HELD_RETRIES;
import static dev.bursar.store.AccountRecord.HELD_USD;
import static dev.bursar.store.AccountRecord.QUOTA_USD;
import static dev.bursar.store.AccountRecord.SPENT_CALLS;
import static dev.bursar.store.AccountRecord.SPENT_INPUT;
import static dev.bursar.store.AccountRecord.SPENT_OUTPUT;
import static dev.bursar.store.AccountRecord.SPENT_RETRIES;
import static dev.bursar.store.AccountRecord.SPENT_USD;

/**
 * The quotas of one account's record: what each stripe may take without a look at the others. For
 * each limit that is set, either no stripe is above its quota and the quotas add up to no more than
 * the limit, or the account is in debt and all quotas are −1.
 *
 * <p>Threading: callers hold all locks of the store.
 */
final class Quotas {
  private static final Limit[] DEALT = {
    Limit.USD,
    Limit.TOKENS,
    Limit.INPUT_TOKENS,
    Limit.OUTPUT_TOKENS,
    Limit.CALLS,
    Limit.RETRIES,
    Limit.IN_FLIGHT
  };

  // A stripe that gets less than this many times the call at hand gets nothing.
  private static final int WORTH_SHARING = 8;

  private final Image image;

  /** The quotas that lie in an image. */
  Quotas(Image image) {
    this.image = image;
  }

  /** Whether no stripe may take what only all together can say. */
  boolean hold() {
    for (int i = 0; i < DEALT.length; i++) {
      long limit = image.get(AccountRecord.limit(DEALT[i]));
      long left = limit + (DEALT[i] == Limit.USD ? image.get(GRANTED_USD) : 0);
      boolean debt = true;
      boolean within = true;
      for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
        long quota = image.get(stripe, QUOTA_USD + i * Long.BYTES);
        debt &= quota == -1;
        within &= quota >= 0 && quota <= left;
        left -= quota;
      }
      if (limit != Limits.NONE && !debt && !within) {
        return false;
      }
    }
    return true;
  }

  /** Deals all quotas anew, in equal shares. */
  void deal() {
    deal(0, 0, 0, 0, 0);
  }

  /**
   * Deals all quotas anew, in equal shares; where a share would not last for a few calls like the
   * one at hand, all to the stripe that asks.
   */
  void deal(int stripe, long usd, long input, long output, long retries) {
    for (int i = 0; i < DEALT.length; i++) {
      deal(i, stripe, amount(DEALT[i], usd, input, output, retries));
    }
  }

  private static long amount(Limit limit, long usd, long input, long output, long retries) {
    switch (limit) {
      case USD:
        return usd;
      case TOKENS:
        return input + output;
      case INPUT_TOKENS:
        return input;
      case OUTPUT_TOKENS:
        return output;
      case RETRIES:
        return retries;
      default:
        return 1;
    }
  }

  private void deal(int which, int asking, long amount) {
    int quota = QUOTA_USD + which * Long.BYTES;
    long limit = image.get(AccountRecord.limit(DEALT[which]));
    if (limit == Limits.NONE) {
      for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
        image.set(stripe, quota, Limits.NONE);
      }
      return;
    }
    long free = limit + (DEALT[which] == Limit.USD ? image.get(GRANTED_USD) : 0);
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      free -= used(DEALT[which], stripe);
    }
    long share = free / Header.STRIPES;
    if (share < amount * WORTH_SHARING) {
      share = 0;
    }
    for (int stripe = 0; stripe < Header.STRIPES; stripe++) {
      long more = stripe == asking ? free - share * (Header.STRIPES - 1) : share;
      image.set(stripe, quota, free < 0 ? -1 : used(DEALT[which], stripe) + more);
    }
  }

  private long used(Limit limit, int stripe) {
    switch (limit) {
      case USD:
        return image.get(stripe, SPENT_USD) + image.get(stripe, HELD_USD);
      case TOKENS:
        return used(Limit.INPUT_TOKENS, stripe) + used(Limit.OUTPUT_TOKENS, stripe);
      case INPUT_TOKENS:
        return image.get(stripe, SPENT_INPUT) + image.get(stripe, HELD_INPUT);
      case OUTPUT_TOKENS:
        return image.get(stripe, SPENT_OUTPUT) + image.get(stripe, HELD_OUTPUT);
      case CALLS:
        return image.get(stripe, SPENT_CALLS) + image.get(stripe, HELD_CALLS);
      case RETRIES:
        return image.get(stripe, SPENT_RETRIES) + image.get(stripe, HELD_RETRIES);
      default:
        return image.get(stripe, HELD_CALLS);
    }
  }
}
