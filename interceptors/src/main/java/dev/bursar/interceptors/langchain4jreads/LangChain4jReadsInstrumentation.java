package dev.bursar.interceptors.langchain4jreads;

import dev.bursar.gate.Gate;
import dev.bursar.interceptors.ClientHooks;
import dev.bursar.interceptors.HookedSignature;
import java.util.Arrays;

/**
 * What is woven into retrievers, embedding stores and chat memories: each method that reads, in
 * every class that has a body for it.
 */
public final class LangChain4jReadsInstrumentation {
  /** A retriever is asked a question. */
  static final int RETRIEVE = 0;

  /** An embedding store is searched. */
  static final int SEARCH = 1;

  /** A chat's messages are read. */
  static final int MESSAGES = 2;

  private static final String PACKAGE = "dev.bursar.interceptors.langchain4jreads.";
  private static final String ADVICE = PACKAGE + "LangChain4jReadsAdvice$";
  private static final String API = "dev.langchain4j.";
  private static final String LIST = "Ljava/util/List;";

  /** The hooks. */
  public static final ClientHooks HOOKS =
      ClientHooks.ofNoClient(
              "langchain4j-reads", Gate.LANGCHAIN4J_READS, PACKAGE + "LangChain4jReadsHook")
          .andImplementations(
              Arrays.asList(
                  API + "rag.content.retriever.ContentRetriever",
                  API + "store.embedding.EmbeddingStore",
                  API + "memory.ChatMemory"),
              new HookedSignature(
                  ADVICE + "Retrieve", "retrieve", "(Ldev/langchain4j/rag/query/Query;)" + LIST),
              new HookedSignature(
                  ADVICE + "Search",
                  "search",
                  "(Ldev/langchain4j/store/embedding/EmbeddingSearchRequest;)"
                      + "Ldev/langchain4j/store/embedding/EmbeddingSearchResult;"),
              // Before 0.31 there was no other.
              new HookedSignature(
                  ADVICE + "Search",
                  "findRelevant",
                  "(Ldev/langchain4j/data/embedding/Embedding;ID)" + LIST),
              new HookedSignature(ADVICE + "Messages", "messages", "()" + LIST)
                  .whereMentioned("dev/langchain4j/memory/ChatMemory"));

  private LangChain4jReadsInstrumentation() {}
}
