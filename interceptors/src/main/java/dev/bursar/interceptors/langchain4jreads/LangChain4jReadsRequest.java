package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.gate.Request;
import dev.bursar.interceptors.Getter;
import java.util.Objects;

/**
 * What is read, as if it had a URL: its class, and what was asked for as a query, of which the log
 * keeps a hash. Immutable.
 */
final class LangChain4jReadsRequest implements Request {
  private static final String HOST = "langchain4j";
  private static final byte[] NOTHING = new byte[0];

  private final int point;
  private final String path;
  private final String asked;

  /**
   * @param source what is read from
   * @param asked the question, the search, or null for a chat, which its id tells
   */
  LangChain4jReadsRequest(int point, Object source, Object asked) {
    this.point = point;
    this.path = '/' + source.getClass().getName();
    this.asked = asked(point, source, asked);
  }

  private static String asked(int point, Object source, Object asked) {
    switch (point) {
      case LangChain4jReadsInstrumentation.RETRIEVE:
        return "query=" + Getter.text(asked, "text");
      case LangChain4jReadsInstrumentation.SEARCH:
        Object embedding = Getter.get(asked, "queryEmbedding");
        return "embedding=" + Objects.hashCode(embedding == null ? asked : embedding);
      default:
        return "id=" + MemoryIds.of(source);
    }
  }

  @Override
  public String client() {
    return HOST;
  }

  @Override
  public String method() {
    switch (point) {
      case LangChain4jReadsInstrumentation.RETRIEVE:
        return "RETRIEVE";
      case LangChain4jReadsInstrumentation.SEARCH:
        return "SEARCH";
      default:
        return "MESSAGES";
    }
  }

  @Override
  public String url() {
    return HOST + ':' + path + '?' + asked.replace('&', ' ').replace('#', ' ');
  }

  @Override
  public String host() {
    return HOST;
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String header(String name) {
    return null;
  }

  @Override
  public byte[] body(int max) {
    return NOTHING;
  }

  @Override
  public boolean mayBlock() {
    return false; // Nothing is worth a wait.
  }
}
