package dev.bursar.agent.governor;

import dev.bursar.agent.provider.BodyDecoder;
import dev.bursar.agent.provider.ResponseReader;
import dev.bursar.gate.Tap;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DataFormatException;

/**
 * Reads a successful response on its way to the app, and ends the call's hold. Where we asked for a
 * chunk that the app did not, that chunk is taken out; all else passes as it came.
 *
 * <p>A body in an encoding not known here passes unread. A fault of ours, or a body that is not
 * encoded as its head says, stops the reading, not the body.
 */
final class CallTap implements Tap {
  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int BUSY_ABORTED = 2;
  private static final int OVER = 3;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final LedgerGovernor governor;
  private final CallFacts facts;
  private final Hold hold;
  private final ResponseReader reader;
  private final BodyDecoder decoder;
  private final ChunkFilter filter;
  private final AtomicInteger state = new AtomicInteger(IDLE);
  private boolean readable;
  private volatile String abortReason;

  /**
   * @param decoder undoes the body's encoding, or null where it has none
   * @param readable whether the body's encoding is known
   * @param hides whether the chunk that only carries usage is taken out; only without encoding
   */
  CallTap(
      LedgerGovernor governor,
      CallFacts facts,
      Hold hold,
      ResponseReader reader,
      BodyDecoder decoder,
      boolean readable,
      boolean hides) {
    this.governor = governor;
    this.facts = facts;
    this.hold = hold;
    this.reader = reader;
    this.decoder = decoder;
    this.readable = readable;
    this.filter = hides ? new ChunkFilter(reader) : null;
  }

  @Override
  public boolean rewrites() {
    return filter != null;
  }

  @Override
  public ByteBuffer data(ByteBuffer bytes) {
    if (!state.compareAndSet(IDLE, BUSY)) {
      return bytes;
    }
    try {
      if (filter != null) {
        ByteBuffer passed = filter.data(bytes);
        if (readable && filter.fault() != null) {
          readable = false;
          governor.faults().fault(filter.fault());
        }
        return passed;
      }
      if (readable) {
        watch(bytes);
      }
      return bytes;
    } catch (DataFormatException e) {
      readable = false;
      return bytes;
    } catch (Throwable t) {
      governor.faults().fault(t);
      readable = false;
      return bytes;
    } finally {
      if (!state.compareAndSet(BUSY, IDLE)) {
        state.set(OVER);
        abandon();
      }
    }
  }

  private void watch(ByteBuffer bytes) throws DataFormatException {
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      read(bytes.array(), from, from + bytes.remaining());
      return;
    }
    ByteBuffer left = bytes.duplicate();
    byte[] copy = new byte[Math.min(left.remaining(), 8192)];
    while (left.hasRemaining()) {
      int n = Math.min(left.remaining(), copy.length);
      left.get(copy, 0, n);
      read(copy, 0, n);
    }
  }

  private void read(byte[] b, int from, int to) throws DataFormatException {
    if (decoder == null) {
      readPlain(b, from, to);
    } else {
      decoder.feed(b, from, to, this::readPlain);
    }
  }

  private void readPlain(byte[] b, int from, int to) {
    int i = from;
    while (i < to) {
      i = reader.read(b, i, to);
    }
  }

  @Override
  public ByteBuffer end() {
    if (!state.compareAndSet(IDLE, OVER)) {
      return NOTHING;
    }
    try {
      reader.finish();
      if (readable) {
        governor.settling().finish(facts, hold, reader);
      } else {
        governor.settling().unseen(facts, hold);
      }
    } catch (Throwable t) {
      governor.faults().fault(t);
    }
    close();
    return filter == null ? NOTHING : filter.end();
  }

  @Override
  public void abort(Throwable cause) {
    abortReason = cause == null ? "closed early" : "cut: " + CallExchange.name(cause);
    while (true) {
      if (state.compareAndSet(IDLE, OVER)) {
        abandon();
        return;
      }
      // Another thread is reading: it ends the call when it is done with these bytes.
      if (state.get() != BUSY || state.compareAndSet(BUSY, BUSY_ABORTED)) {
        return;
      }
    }
  }

  private void abandon() {
    try {
      if (readable) {
        governor.settling().abandon(facts, hold, reader, abortReason);
      } else {
        governor.settling().charge(facts, hold, abortReason);
      }
    } catch (Throwable t) {
      governor.faults().fault(t);
    }
    close();
  }

  private void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
