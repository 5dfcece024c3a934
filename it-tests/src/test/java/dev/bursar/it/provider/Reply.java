package dev.bursar.it.provider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * How the provider answers a call. By default: at once, correctly, one write per event, billed in
 * full whatever the client does.
 *
 * <p>Threading: set up by one thread, then only read.
 */
public final class Reply {
  /** In what pieces the body leaves the provider. */
  public enum Split {
    /** All in one. */
    WHOLE,
    /** Event by event; a JSON body in one. */
    EVENTS,
    /** Byte by byte. */
    BYTES,
    /** Three bytes at a time: never on an event's border for long. */
    THREES,
    /** After each byte that begins a character of several bytes. */
    MID_CHARACTER
  }

  /** What the response says about its usage. */
  public enum Usage {
    /** In JSON always, in a stream where the request asks for it. */
    AS_ASKED,
    /** Nowhere. */
    MISSING,
    /** As asked, with numbers below zero. */
    NEGATIVE
  }

  /** How the response ends. */
  public enum End {
    /** As it should. */
    COMPLETE,
    /** The connection is closed in the middle of an event. */
    CUT,
    /** The connection is reset in the middle of an event. */
    RESET
  }

  /** What a stream costs that was not delivered to its end. */
  public enum Billing {
    /** All that was generated. */
    FULL,
    /** What had left the provider. */
    SEEN
  }

  int status = 200;
  boolean generated;
  Duration delay = Duration.ZERO;
  Duration drip = Duration.ZERO;
  CountDownLatch until;
  CountDownLatch restUntil;
  int restAfter;
  Split split = Split.EVENTS;
  Usage usage = Usage.AS_ASKED;
  boolean usageNulls = true;
  End end = End.COMPLETE;
  int endAfter = 3;
  Billing billing = Billing.FULL;
  String lineEnd = "\n";
  boolean comments;
  boolean tight;
  boolean gzip;
  boolean foreign;
  int output = -1;
  int reasoning;
  int cached;
  int extraInput;
  double factor = 1;
  long seed = -1;
  byte[] body;
  String says;
  List<String> tools = List.of();
  String type = "application/json";
  final Map<String, String> headers = new LinkedHashMap<>();

  private Reply() {}

  /** A correct answer. */
  public static Reply normal() {
    return new Reply();
  }

  /** An error in the provider's own shape; not billed unless {@link #afterGenerating}. */
  public static Reply error(int status) {
    Reply reply = new Reply();
    reply.status = status;
    return reply;
  }

  /** Sends the client elsewhere. */
  public static Reply redirect(int status, String location) {
    return error(status).header("Location", location);
  }

  /** Asks for a password or a token. */
  public static Reply challenge() {
    return error(401).header("WWW-Authenticate", "Basic realm=\"models\"");
  }

  /** A success with a body that is none of the provider's; billed as if it were. */
  public static Reply strange(String type, byte[] body) {
    Reply reply = new Reply();
    reply.type = type;
    reply.body = body;
    return reply;
  }

  /** The model has run before the error: it is billed. */
  public Reply afterGenerating() {
    generated = true;
    return this;
  }

  /** Adds a header. */
  public Reply header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Waits before the response's head. */
  public Reply delay(Duration wait) {
    delay = wait;
    return this;
  }

  /** Waits between the pieces of the body. */
  public Reply drip(Duration wait) {
    drip = wait;
    return this;
  }

  /** Waits for the test before the response's head. */
  public Reply until(CountDownLatch latch) {
    until = latch;
    return this;
  }

  /** Waits for the test after some events of a stream. */
  public Reply restUntil(int events, CountDownLatch latch) {
    restAfter = events;
    restUntil = latch;
    return this;
  }

  /** Cuts the body in pieces. */
  public Reply split(Split pieces) {
    split = pieces;
    return this;
  }

  /** Says this about usage. */
  public Reply usage(Usage said) {
    usage = said;
    return this;
  }

  /** Leaves out the {@code "usage":null} that other chunks carry where usage was asked for. */
  public Reply noUsageNulls() {
    usageNulls = false;
    return this;
  }

  /** Breaks off after some events, in the middle of the next one; JSON in its middle. */
  public Reply end(End how, int afterEvents) {
    end = how;
    endAfter = afterEvents;
    return this;
  }

  /** Bills a stream that was not delivered to its end in this way. */
  public Reply billing(Billing how) {
    billing = how;
    return this;
  }

  /** Ends lines with CR LF. */
  public Reply crlf() {
    lineEnd = "\r\n";
    return this;
  }

  /** Puts comment lines between the events. */
  public Reply comments() {
    comments = true;
    return this;
  }

  /** Writes {@code data:} without a space, and no blank line after the last event. */
  public Reply tight() {
    tight = true;
    return this;
  }

  /** Compresses, where the request allows it. */
  public Reply gzip() {
    gzip = true;
    return this;
  }

  /** Uses words with characters of two, three and four bytes. */
  public Reply foreign() {
    foreign = true;
    return this;
  }

  /** Answers with so many tokens per choice, or with fewer where the request has a limit. */
  public Reply output(int tokens) {
    output = tokens;
    return this;
  }

  /** Hides so many tokens of the output as reasoning. */
  public Reply reasoning(int tokens) {
    reasoning = tokens;
    return this;
  }

  /** Bills so many of the input tokens as cached. */
  public Reply cached(int tokens) {
    cached = tokens;
    return this;
  }

  /** Bills input that the request does not show. */
  public Reply extraInput(int tokens) {
    extraInput = tokens;
    return this;
  }

  /** Bills this many times the tokens of a correct answer, in and out. */
  public Reply billTimes(double times) {
    factor = times;
    return this;
  }

  /** Answers the same to the last byte whenever the same is asked. */
  public Reply seed(long fixed) {
    seed = fixed;
    return this;
  }

  /** Says this instead of any words; the output is billed as {@link #output} says. */
  public Reply says(String text) {
    says = text;
    return this;
  }

  /** Says nothing but that tools without parameters are to be called. */
  public Reply tool(String... names) {
    tools = List.of(names);
    return this;
  }
}
