package dev.bursar.agent.provider;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts tokens as a model does. A tokenizer's table is loaded with its first use: about a second
 * and 30 MiB, which is why nothing uses one before it has to. Thread-safe.
 */
public final class Tokenizer {
  /** Of gpt-4, gpt-3.5 and the text-embedding models. */
  public static final Tokenizer CL100K = new Tokenizer(EncodingType.CL100K_BASE);

  /** Of gpt-4o and later. */
  public static final Tokenizer O200K = new Tokenizer(EncodingType.O200K_BASE);

  private final AtomicBoolean started = new AtomicBoolean();
  private final EncodingType type;
  private volatile Encoding encoding;

  private Tokenizer(EncodingType type) {
    this.type = type;
  }

  /** Whether {@link #count} answers without loading. */
  public boolean loaded() {
    return encoding != null;
  }

  /** Starts to load, unless that has begun, and returns at once. */
  public void loadInBackground() {
    if (started.compareAndSet(false, true)) {
      Thread thread = new Thread(this::load, "bursar-tokenizer");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * The number of tokens of a text. What looks like a special token is counted as the text it is,
   * which is never less.
   */
  public long count(String text) {
    Encoding e = encoding;
    return (e == null ? load() : e).countTokensOrdinary(text);
  }

  private synchronized Encoding load() {
    if (encoding == null) {
      encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
    }
    return encoding;
  }
}
