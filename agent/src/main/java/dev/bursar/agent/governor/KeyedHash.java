package dev.bursar.agent.governor;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hides what must not be written down: equal values stay equal, and nobody without the store's key
 * can tell them. Thread-safe.
 */
public final class KeyedHash {
  /** How many characters a hash has. */
  public static final int LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final SecretKeySpec key;
  private final Queue<Mac> macs = new ConcurrentLinkedQueue<>();

  /** One with this key. */
  public KeyedHash(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * One with the key of a store; made where it is not there.
   *
   * @throws IOException where the key can be neither read nor made; the message names the file
   */
  public static KeyedHash of(File storeDirectory) throws IOException {
    return new KeyedHash(StoreKey.load(storeDirectory));
  }

  /** Appends a value's hash, {@link #LENGTH} characters. */
  public void append(String value, StringBuilder out) {
    hex(hash(value), LENGTH / 2, out);
  }

  /** What {@link #append} appends, as a number of as many digits. */
  long number(String value) {
    return ByteBuffer.wrap(hash(value)).getLong();
  }

  /** Appends what {@link #append} would for the value of this number. */
  static void appendNumber(long number, StringBuilder out) {
    for (int shift = Long.SIZE - 4; shift >= 0; shift -= 4) {
      out.append(HEX[(int) (number >>> shift) & 15]);
    }
  }

  private byte[] hash(String value) {
    Mac mac = macs.poll();
    mac = mac == null ? newMac() : mac;
    byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    macs.offer(mac);
    return hash;
  }

  /** Appends the first bytes of a hash in lower-case hexadecimal digits. */
  public static void hex(byte[] hash, int bytes, StringBuilder out) {
    for (int i = 0; i < bytes; i++) {
      out.append(HEX[(hash[i] >> 4) & 15]).append(HEX[hash[i] & 15]);
    }
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is missing from this JRE", e);
    }
  }
}
