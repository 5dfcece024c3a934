package dev.bursar.store.model;

/**
 * Where everything is in a state of the model, which is an array of bytes: first the words that the
 * processes share and that outlive them, then each process's own, then what only the checker knows.
 */
final class State {
  static final int PROCESSES = 2;
  static final int STRIPES = 2;
  static final int SLOTS = 2; // of a stripe
  static final int ACCOUNTS = 2; // 0 is the child, 1 its parent
  static final int LIMIT_OF_CHILD = 3;
  static final int LIMIT_OF_PARENT = 4;

  // Shared words.
  static final int LOCK = 0; // of each stripe: the owner's token, or 0
  static final int PENDING = LOCK + STRIPES; // of each stripe's journal, and of the central one
  static final int CENTRAL = STRIPES; // its number among the journals
  static final int JOURNAL = PENDING + STRIPES + 1;
  static final int LOCAL_PAIRS = 3;
  static final int CENTRAL_PAIRS = 9;
  static final int PARTS = JOURNAL + 2 * (STRIPES * LOCAL_PAIRS + CENTRAL_PAIRS);
  static final int SPENT = 0; // of a copy, of which a part has two
  static final int HELD = 1;
  static final int COPY_WORDS = 2;
  static final int SERIAL = 2 * COPY_WORDS; // of a part: 1 + 2 where the second copies count
  static final int QUOTA = SERIAL + 1;
  static final int PART_WORDS = QUOTA + 1;
  static final int HOLDS = PARTS + ACCOUNTS * STRIPES * PART_WORDS;
  static final int HOLD_STATE = 0; // of a hold
  static final int HOLD_OWNER = 1;
  static final int HOLD_AMOUNT = 2;
  static final int HOLD_WORDS = 3;
  static final int OS_LOCK = HOLDS + STRIPES * SLOTS * HOLD_WORDS; // process + 1, or 0

  // Each process's own.
  static final int OWN = OS_LOCK + PROCESSES;
  static final int PC = 0;
  static final int INDEX = 1;
  static final int NEXT = 2; // its place in the program
  static final int OP = 3;
  static final int STRIPE = 4;
  static final int SLOT = 5;
  static final int SWEPT = 6; // the hold that it ends for a dead process
  static final int JOURNAL_NO = 7;
  static final int ALIVE = 8;
  static final int DEATHS = 9;
  static final int COUNT = 10;
  static final int KNOWN = 11; // how many accounts have room, as it found under its stripe's lock
  static final int OWN_WORDS = 12;

  // What only the checker knows.
  static final int METER = OWN + PROCESSES * OWN_WORDS; // what all ends together said
  static final int DEBT = METER + 1; // what ends brought above their holds
  static final int BYTES = DEBT + 1;

  static final int FREE = 0;
  static final int RESERVED = 1;
  static final int SENT = 2;

  private State() {}

  static int journal(int number) {
    return JOURNAL + 2 * number * LOCAL_PAIRS;
  }

  static int part(int account, int stripe) {
    return PARTS + (account * STRIPES + stripe) * PART_WORDS;
  }

  static int hold(int stripe, int slot) {
    return HOLDS + (stripe * SLOTS + slot) * HOLD_WORDS;
  }

  static int limit(int account) {
    return account == 0 ? LIMIT_OF_CHILD : LIMIT_OF_PARENT;
  }

  static int own(int process) {
    return OWN + process * OWN_WORDS;
  }

  /** What a process puts into a lock's word: another one after each death. */
  static byte token(byte[] s, int process) {
    return (byte) (1 + process + PROCESSES * s[own(process) + DEATHS]);
  }

  static boolean isDead(byte[] s, byte token) {
    int process = (token - 1) % PROCESSES;
    return s[own(process) + ALIVE] == 0 || token(s, process) != token;
  }

  /** A word of a part, in the copy that counts: of what is held and what is spent each its own. */
  static int counting(byte[] s, int account, int stripe, int word) {
    int part = part(account, stripe);
    return part + word + COPY_WORDS * (s[part + SERIAL] >> (word == HELD ? 0 : 1) & 1);
  }

  /** The same word in the copy that does not count. */
  static int other(byte[] s, int account, int stripe, int word) {
    int part = part(account, stripe);
    return 2 * (part + word) + COPY_WORDS - counting(s, account, stripe, word);
  }

  static int used(byte[] s, int account, int stripe) {
    return s[counting(s, account, stripe, SPENT)] + s[counting(s, account, stripe, HELD)];
  }

  static int used(byte[] s, int account) {
    int used = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      used += used(s, account, stripe);
    }
    return used;
  }

  static int spent(byte[] s, int account) {
    int spent = 0;
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      spent += s[counting(s, account, stripe, SPENT)];
    }
    return spent;
  }

  static boolean isOpenHoldOf(byte[] s, int hold, int process) {
    int at = hold(hold / SLOTS, hold % SLOTS);
    return s[at + HOLD_STATE] != FREE && s[at + HOLD_OWNER] == process;
  }

  static boolean isLockable(byte[] s, int word) {
    return s[word] == 0 || isDead(s, s[word]);
  }

  /** The words as they are once every journal that is pending has been written out. */
  static byte[] settled(byte[] s) {
    byte[] settled = s.clone();
    for (int journal = 0; journal <= CENTRAL; journal++) {
      for (int i = 0; i < s[PENDING + journal]; i++) {
        int entry = journal(journal) + 2 * i;
        settled[s[entry]] = s[entry + 1];
      }
    }
    return settled;
  }
}
