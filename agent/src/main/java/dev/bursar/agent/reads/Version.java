package dev.bursar.agent.reads;

import dev.bursar.agent.governor.KeyedHash;
import dev.bursar.gate.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which version of a resource a read saw, and by which rule that is known. Immutable. */
final class Version {
  /** A body that has no end to wait for: events, parts. */
  static final Version STREAM = new Version(null, "stream");

  /** The body was not read to its end. */
  static final Version PARTIAL = new Version(null, "partial");

  /** Nothing tells. */
  static final Version NONE = new Version(null, "none");

  private static final int HASH_BYTES = 16;

  /** What fits a record; a longer tag is replaced by its hash. */
  private static final int MAX_TAG = 80;

  private final String value;
  private final String kind;

  private Version(String value, String kind) {
    this.value = value;
    this.kind = kind;
  }

  /** The version, or null where it is not known. */
  String value() {
    return value;
  }

  /**
   * The rule: {@code etag}, {@code weak-etag}, {@code last-modified}, {@code hash}, {@code
   * partial}, {@code stream} or {@code none}.
   */
  String kind() {
    return kind;
  }

  /** What a response's head tells, or null where it tells nothing. */
  static Version of(Headers headers) {
    Version tag = tag(headers.header("etag"));
    return tag == null ? date(headers.header("last-modified")) : tag;
  }

  /**
   * The version that an entity tag names, or null for none. What is no strong tag by its form is
   * taken for a weak one.
   */
  static Version tag(String tag) {
    if (tag == null || tag.trim().isEmpty()) {
      return null;
    }
    String value = tag.trim();
    boolean strong = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return new Version(bounded(value), strong ? "etag" : "weak-etag");
  }

  /** The version that a date of change names, or null for none. */
  static Version date(String date) {
    return date == null || date.trim().isEmpty()
        ? null
        : new Version(bounded(date.trim()), "last-modified");
  }

  /** The version that a body itself is: the first 128 bits of its SHA-256. */
  static Version body(MessageDigest digest) {
    StringBuilder text = new StringBuilder(2 * HASH_BYTES);
    KeyedHash.hex(digest.digest(), HASH_BYTES, text);
    return new Version(text.toString(), "hash");
  }

  /** A digest for {@link #body}. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JRE", e);
    }
  }

  private static String bounded(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MAX_TAG) {
      return value;
    }
    MessageDigest digest = digest();
    digest.update(bytes);
    return body(digest).value;
  }
}
