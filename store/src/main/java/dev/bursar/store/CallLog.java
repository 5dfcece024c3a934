package dev.bursar.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The history of calls: a ring that keeps the newest, over all processes. It is for people to look
 * at; nothing is decided by it.
 *
 * <p>Threading: any thread.
 */
public final class CallLog {
  private final Ring ring;

  CallLog(Ring ring) {
    this.ring = ring;
  }

  /**
   * Adds a call. Takes about a microsecond, and never waits for another process but where no room
   * was made for it ({@link Store#makeRoom}).
   *
   * @param call the call
   * @throws StoreException when the store is closed
   */
  public void append(CallRecord call) {
    Packer packer = new Packer();
    call.pack(packer);
    ring.append(packer.bytes());
  }

  /**
   * The newest calls, oldest first. Calls that are being written meanwhile may be missing.
   *
   * @param n how many at most
   * @return a new list
   */
  public List<CallRecord> tail(int n) {
    List<CallRecord> calls = new ArrayList<>();
    for (byte[] body : ring.tail(n)) {
      calls.add(CallRecord.unpack(new Packer(body)));
    }
    return calls;
  }
}
