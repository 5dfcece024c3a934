package dev.bursar.agent.reads;

import dev.bursar.agent.governor.Books;
import dev.bursar.agent.provider.BodyDecoder;
import dev.bursar.gate.Decision;
import dev.bursar.gate.Exchange;
import dev.bursar.gate.Headers;
import dev.bursar.gate.Request;
import dev.bursar.gate.Run;
import dev.bursar.gate.Runs;
import dev.bursar.gate.Tap;
import dev.bursar.store.ReadLog;
import dev.bursar.store.ReadRecord;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;

/** One read. Where a tag tells the version, it is recorded at the response's head. */
final class ReadExchange implements Exchange {
  private static final int NOT_MODIFIED = 304;

  /** How long a read waits at most for the store to open, in milliseconds. */
  private static final long STORE_WAIT = 5_000;

  /** As {@link #STORE_WAIT}, for threads that must not wait. */
  private static final long BRIEF_STORE_WAIT = 500;

  private final ReadRecorder recorder;
  private final String method;
  private final String url;
  private final String agent;
  private final String knownTag;
  private final String knownDate;
  private final long patience;
  private Books books;
  private long seq;

  ReadExchange(ReadRecorder recorder, Request request) {
    this.recorder = recorder;
    this.method = request.method();
    this.url = request.url();
    this.knownTag = request.header("if-none-match");
    this.knownDate = request.header("if-modified-since");
    this.patience = request.mayBlock() ? STORE_WAIT : BRIEF_STORE_WAIT;
    this.agent = agent(request);
  }

  private String agent(Request request) {
    String named = recorder.agent(request);
    Run run = Runs.current();
    if (named == null && run != null) {
      named = run.account();
    }
    try {
      books = recorder.books(0);
      if (named == null && books != null) {
        return books.payer(request, Collections.<String>emptyList()).name();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      recorder.faults().fault(e);
    }
    return named;
  }

  @Override
  public Decision decide() {
    return Decision.PASS;
  }

  @Override
  public void attempt() {
    try {
      if (books != null) {
        seq = books.store().reads().nextSeq();
      }
    } catch (RuntimeException e) {
      recorder.faults().fault(e);
    }
  }

  @Override
  public void answered(int status) {
    // A redirect or a 401 that the client follows up itself is no read.
  }

  @Override
  public Tap response(int status, Headers headers) {
    if ((status < 200 || status >= 300) && status != NOT_MODIFIED) {
      return null;
    }
    try {
      Version version = Version.of(headers);
      if (version == null && status == NOT_MODIFIED) {
        version = known();
      }
      if (version == null && endless(headers.header("content-type"))) {
        version = Version.STREAM;
      }
      if (version == null && "HEAD".equals(method)) {
        version = Version.NONE;
      }
      if (version != null) {
        record(status, version);
        return null;
      }
      String encoding = headers.header("content-encoding");
      boolean plain = BodyDecoder.isPlain(encoding);
      BodyDecoder decoder = plain ? null : BodyDecoder.of(encoding);
      return new HashTap(
          this,
          status,
          decoder,
          plain || decoder != null,
          length(headers.header("content-length")));
    } catch (RuntimeException e) {
      recorder.faults().fault(e);
      return null;
    }
  }

  /** The version that the client holds already, by its own condition. */
  private Version known() {
    Version tag = Version.tag(knownTag);
    Version known = tag == null ? Version.date(knownDate) : tag;
    return known == null ? Version.NONE : known;
  }

  private static boolean endless(String contentType) {
    String type = contentType == null ? "" : contentType.trim().toLowerCase(Locale.ROOT);
    return type.startsWith("text/event-stream") || type.startsWith("multipart/x-mixed-replace");
  }

  private static long length(String text) {
    if (text == null || text.isEmpty() || text.length() > 18) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length;
  }

  /** Writes the read down; what cannot be written down is counted. */
  void record(int status, Version version) {
    try {
      if (books == null) {
        books = recorder.books(patience);
      }
      if (books == null) {
        throw new IllegalStateException(
            "a read was not recorded: the store did not open within " + patience + " ms");
      }
      ReadLog log = books.store().reads();
      long delivered = log.nextSeq();
      log.append(
          ReadRecord.builder(System.currentTimeMillis(), seq == 0 ? delivered : seq, delivered)
              .agent(agent == null ? books.root().name() : agent)
              .request(method, recorder.uris(books).name(url), status)
              .version(version.value(), version.kind())
              .build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      recorder.faults().fault(e);
    } catch (IOException | RuntimeException e) {
      recorder.faults().fault(e);
    }
  }

  void fault(Throwable fault) {
    recorder.faults().fault(fault);
  }

  @Override
  public void failed(Throwable cause) {
    // Nothing was read.
  }
}
