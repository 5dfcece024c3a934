package dev.bursar.bench;

import java.util.List;

/** What is done over HTTP, and what Bursar is told meanwhile. */
enum HttpWork {
  /** An LLM call, governed. */
  CHAT("chat", HttpWork.LIMITS),
  /** The same, within a run. */
  SERVICE("service", HttpWork.LIMITS),
  /** The same, answered by a stream; the app does not ask for usage. */
  STREAM("stream", HttpWork.LIMITS),
  /** An LLM call that is refused. */
  REFUSED("refused", "limits.usd=0.000001"),
  /** A POST that is no LLM call. */
  OTHER_POST("otherPost", HttpWork.LIMITS),
  /** A GET to a host whose reads are not logged. */
  OTHER_GET("otherGet", HttpWork.LIMITS + ",reads.log=[elsewhere.example]"),
  /** A GET to a host whose reads are logged. */
  LOGGED_GET("get", HttpWork.LIMITS + ",reads.log=[" + HttpBenchmark.HOST + "]");

  private static final String LIMITS =
      "limits.usd=1000000,limits.tokens=1000000000000,limits.calls=1000000000,limits.in-flight=64,"
          + "limits.per=day";

  final String method;

  /** The agent's arguments, without the store. */
  final String arguments;

  HttpWork(String method, String arguments) {
    this.method = method;
    this.arguments = arguments;
  }

  /**
   * What the CLI has to say after a run, so that what was measured is what was meant.
   *
   * @return a command, and what its output has to match; empty where nothing is to be seen
   */
  List<String> proof() {
    return switch (this) {
      case CHAT, SERVICE, STREAM -> List.of("calls", ".*\"outcome\":\"settled\".*");
      case REFUSED -> List.of("calls", ".*\"outcome\":\"refused\".*");
      case LOGGED_GET -> List.of("reads", ".*\"version_kind\":\"etag\".*");
      case OTHER_POST, OTHER_GET -> List.of();
    };
  }
}
