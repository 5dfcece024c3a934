package dev.bursar.interceptors;

/** The words that go with a status on HTTP/1.1's status line. */
public final class ReasonPhrase {
  private ReasonPhrase() {}

  /** The registered words for a status that we answer with, else a general one; never null. */
  public static String of(int status) {
    switch (status) {
      case 402:
        return "Payment Required";
      case 409:
        return "Conflict";
      case 429:
        return "Too Many Requests";
      case 503:
        return "Service Unavailable";
      default:
        return "Refused";
    }
  }
}
