package dev.bursar.agent.provider.openai;

import dev.bursar.agent.provider.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link OpenAiParser} found in a request's body. Filled by one parser, then only read. Ranges
 * are byte offsets into the body.
 */
final class Found {
  /** A value's range in the body: first byte, and the byte after it. */
  static final class Range {
    final int from;
    final int to;

    Range(int from, int to) {
      this.from = from;
      this.to = to;
    }
  }

  /** Whether this is a chat; else it is an embedding. */
  final boolean chat;

  /** Whether the body has {@code messages} or {@code input}. */
  boolean isCall;

  /** Models that may answer, the one asked for first. */
  final List<String> models = new ArrayList<>();

  /**
   * The greatest limit stated, or {@link Call#NONE} where none is, or one of them limits nothing.
   */
  long limit = Call.NONE;

  /** Whether a limit was stated that is no number above 0. */
  boolean badLimit;

  /** Values of {@code max_completion_tokens} other than null. */
  final List<Range> newLimits = new ArrayList<>(1);

  /** Values of {@code max_tokens} other than null. */
  final List<Range> oldLimits = new ArrayList<>(1);

  /** Null values of {@code max_completion_tokens}. */
  final List<Range> newNulls = new ArrayList<>(1);

  /** Null values of {@code max_tokens}. */
  final List<Range> oldNulls = new ArrayList<>(1);

  /** How many answers can be billed: the greatest {@code n} or {@code best_of}, at least 1. */
  long answers = 1;

  /** Bytes of a predicted output, of which rejected parts are billed beside the limit. */
  long predicted;

  /** Whether the answer comes as a stream. */
  boolean stream;

  /** Whether {@code stream} and {@code stream_options} leave room to ask for usage. */
  boolean canAskForUsage;

  /** The byte after the body's opening brace. */
  int afterBrace;

  /** The value of {@code stream_options}, or null where the body has none. */
  Range streamOptions;

  /** The byte after the opening brace of {@code stream_options}; −1 where it is no object. */
  int afterOptionsBrace = -1;

  /** Whether that object has no members. */
  boolean optionsEmpty;

  /** The value of {@code include_usage}, or null where there is none. */
  Range includeUsage;

  /** Whether the request brings tools or functions, or is routed by the provider. */
  boolean tools;

  /** Whether the answer must follow a format. */
  boolean format;

  /** Images in the messages, inline or by URL. */
  long images;

  /** Whether an image asks for more than the usual detail. */
  boolean unknownImage;

  /** Bytes of inline media in the body, which are no text. */
  long inlineBytes;

  /** Whether input can be billed as audio. */
  boolean audioInput;

  /** Whether output can be billed as audio. */
  boolean audioOutput;

  /** Whether the priority service tier is asked for. */
  boolean priority;

  /** Whether the host is one of the dearer regional ones. */
  boolean regional;

  /** Why the body does not show all of the input, or null. */
  String unbounded;

  /** What is billed beside tokens, or null. */
  String fees;

  Found(boolean chat) {
    this.chat = chat;
  }

  void unbounded(String why) {
    if (unbounded == null) {
      unbounded = why;
    }
  }

  void serverTool(String what) {
    unbounded(what);
    if (fees == null) {
      fees = what;
    }
  }
}
