package dev.bursar.agent.reads;

import dev.bursar.agent.provider.BodyDecoder;
import dev.bursar.gate.Tap;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DataFormatException;

/**
 * Hashes a body that no tag names, and records the read once the body is complete: before its last
 * bytes are handed on where the head told its length, and before its end is where it did not.
 *
 * <p>What is hashed is the body without compression; in an encoding not known here, or one that the
 * body does not follow, the version is not known.
 */
final class HashTap implements Tap {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ReadExchange read;
  private final int status;
  private final BodyDecoder decoder;
  private final long length;
  private final MessageDigest digest = Version.digest();
  private final AtomicBoolean over = new AtomicBoolean();
  private long arrived;
  private boolean hashable;

  /**
   * @param decoder undoes the body's compression, or null where it has none
   * @param hashable whether its compression, if any, is known
   * @param length the body's length as it is sent, or −1 where unknown
   */
  HashTap(ReadExchange read, int status, BodyDecoder decoder, boolean hashable, long length) {
    this.read = read;
    this.status = status;
    this.decoder = decoder;
    this.hashable = hashable;
    this.length = length;
  }

  @Override
  public boolean rewrites() {
    return false;
  }

  @Override
  public ByteBuffer data(ByteBuffer bytes) {
    if (over.get()) {
      return bytes;
    }
    try {
      arrived += bytes.remaining();
      if (hashable) {
        update(bytes.duplicate());
      }
    } catch (DataFormatException e) {
      hashable = false;
    } catch (RuntimeException e) {
      hashable = false;
      // Who aborts while bytes arrive takes the decoder away.
      if (!over.get()) {
        read.fault(e);
      }
    }
    if (arrived == length) {
      complete();
    }
    return bytes;
  }

  private void update(ByteBuffer bytes) throws DataFormatException {
    if (decoder == null) {
      digest.update(bytes);
    } else if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      decoder.feed(bytes.array(), from, from + bytes.remaining(), this::decoded);
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      decoder.feed(copy, 0, copy.length, this::decoded);
    }
  }

  private void decoded(byte[] b, int from, int to) {
    digest.update(b, from, to - from);
  }

  private void complete() {
    if (over.compareAndSet(false, true)) {
      read.record(status, hashable ? Version.body(digest) : Version.NONE);
      close();
    }
  }

  @Override
  public ByteBuffer end() {
    complete();
    return NOTHING;
  }

  @Override
  public void abort(Throwable cause) {
    if (over.compareAndSet(false, true)) {
      read.record(status, Version.PARTIAL);
      close();
    }
  }

  private void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
